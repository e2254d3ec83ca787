"""Forecasts from episodes: who was in which service, at which ownership and level, from when to
when.

``told`` makes courses of episodes, ``counted`` counts what happened in them, ``borrowed`` lets
sparse cells borrow strength and ``levels`` weighs trend and drift; ``model`` is the whole fit.
``drawn`` draws what each path believes, ``simulate`` lets every person of every path live month
by month with ``numbers`` that have an address, and ``_reference`` is its plain twin. ``follow``
does all of it, ``explained`` tells why it moves, ``scenarios`` what is changed beside it, and
``tested`` scores it on its own past beside other methods and the published ``stock_flow``.

Knows nothing of Django.
"""
