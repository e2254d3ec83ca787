"""The files between the house and its ledger: declared, written, read with every fault named."""
