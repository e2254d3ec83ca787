"""Reading the rules and numbers of the house: as they come, with what was changed here."""

from helhed.apps.catalogue.queries.book import amendment, end_of, rule_book, rule_of
from helhed.apps.catalogue.queries.codes import (
    Code,
    CodePage,
    code,
    code_page,
    unconfirmed_codes,
)
from helhed.apps.catalogue.queries.numbers import (
    Competence,
    ParameterPage,
    competence_on,
    corrections,
    corrections_with,
    every_parameter_file,
    parameter_as_it_came,
    parameter_page,
    read_corrections,
    stored,
    words_of,
)
from helhed.apps.catalogue.queries.rules import (
    RuleFilter,
    RulePage,
    RuleShown,
    Written,
    main_choices,
    rule_page,
    rules_listed,
)
from helhed.apps.catalogue.queries.then import Answer, Question, answer, that_day

__all__ = [
    "Answer",
    "Code",
    "CodePage",
    "Competence",
    "ParameterPage",
    "Question",
    "RuleFilter",
    "RulePage",
    "RuleShown",
    "Written",
    "amendment",
    "answer",
    "code",
    "code_page",
    "competence_on",
    "corrections",
    "corrections_with",
    "end_of",
    "every_parameter_file",
    "main_choices",
    "parameter_as_it_came",
    "parameter_page",
    "read_corrections",
    "rule_book",
    "rule_of",
    "rule_page",
    "rules_listed",
    "stored",
    "that_day",
    "unconfirmed_codes",
    "words_of",
]
