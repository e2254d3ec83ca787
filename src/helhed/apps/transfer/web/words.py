"""What the declared tables are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helhed.exchange.columns import Kind
from helhed.exchange.tables import TABLES
from helhed.kernel.words import screen_text


@dataclass(frozen=True, slots=True)
class TableWords:
    """A declared table in words."""

    name: str
    meaning: str
    columns: int
    is_derived: bool


TABLE_WORDS: Mapping[str, str] = {
    "municipality": screen_text("Kommunen"),
    "units": screen_text("Afdelinger, centre, teams og huse"),
    "users": screen_text("Brugere, der kan logge på (uden adgangskoder)"),
    "employees": screen_text("Medarbejdere og deres stillinger"),
    "citizens": screen_text("Borgere"),
    "relations": screen_text("Borgernes familie"),
    "network": screen_text("Borgernes eget netværk"),
    "guardians": screen_text("Værger og repræsentanter"),
    "consents": screen_text("Samtykker"),
    "cases": screen_text("Sager"),
    "journal": screen_text("Journalnotater"),
    "documents": screen_text("Dokumenter (filerne selv ligger i en mappe for sig)"),
    "tasks": screen_text("Opgaver med frist"),
    "notifications": screen_text("Underretninger"),
    "assessments": screen_text("Udredninger"),
    "target_groups": screen_text("Udredningernes sekundære målgrupper"),
    "theme_notes": screen_text("Hvad udredningerne siger om hvert tema"),
    "plans": screen_text("Planer"),
    "goals": screen_text("Mål"),
    "goal_themes": screen_text("Målenes øvrige temaer"),
    "follow_ups": screen_text("Opfølgninger"),
    "goal_results": screen_text("Hvordan målene stod ved opfølgningen"),
    "providers": screen_text("Leverandører"),
    "roles": screen_text("Hvem der har hvilken rolle hvor"),
    "offers": screen_text("Tilbud"),
    "places": screen_text("Pladser"),
    "vat_shares": screen_text("Momsandele hos private leverandører"),
    "rates": screen_text("Takster"),
    "rate_amounts": screen_text("Takstpriser og hvornår de gælder"),
    "withdrawn_amounts": screen_text("Tilbagekaldte priser"),
    "indexations": screen_text("Indekseringer af takster"),
    "indexation_lines": screen_text("Takster før og efter indeksering"),
    "taksts": screen_text("Takster bygget af budgetter"),
    "takst_accounts": screen_text("Takstens regnskaber"),
    "decisions": screen_text("Afgørelser"),
    "decision_goals": screen_text("Hvilke mål en afgørelse skal hjælpe med"),
    "grants": screen_text("Bevilgede ydelser"),
    "grant_changes": screen_text("Senere ændringer af ydelsers sidste dag"),
    "suspensions": screen_text("Dage, hvor en ydelse hviler"),
    "orders": screen_text("Bestillinger"),
    "order_goals": screen_text("Hvilke mål en bestilling gælder"),
    "order_messages": screen_text("Hvad der er sagt og gjort i bestillinger"),
    "placements": screen_text("Hvem der bor hvor"),
    "accounts": screen_text("Konti"),
    "frames": screen_text("Budgetrammer"),
    "frame_changes": screen_text("Hvad der er sat af, bevilget mere og flyttet"),
    "payment_plans": screen_text("Betalingsplaner"),
    "pay_runs": screen_text("Betalingskørsler"),
    "payments": screen_text("Betalinger"),
    "postings": screen_text("Posteringer"),
    "commitments": screen_text("Disponeret pr. ydelse og måned"),
}

COLUMN_WORDS: Mapping[Kind, str] = {
    Kind.KEY: screen_text("Nøgle: et UUID eller et navn på højst 64 tegn, brugt én gang"),
    Kind.REFERENCE: screen_text("Nøglen på en række i den anden tabel"),
    Kind.TEXT: screen_text("Tekst"),
    Kind.CODE: screen_text("En af koderne"),
    Kind.DATE: screen_text("Dato, 2026-03-31"),
    Kind.MOMENT: screen_text("Tidspunkt, 2026-03-31T14:05:00+02:00"),
    Kind.MONTH: screen_text("Måned, 2026-03"),
    Kind.WHOLE: screen_text("Helt tal"),
    Kind.DECIMAL: screen_text("Tal med punktum og højst tre decimaler"),
    Kind.OERE: screen_text("Helt antal øre"),
    Kind.YES_NO: screen_text("yes eller no"),
    Kind.CPR: screen_text("CPR-nummer, ti cifre"),
}


def described() -> list[TableWords]:
    """Every declared table in words, in the order in which they are read."""
    return [
        TableWords(table.name, TABLE_WORDS[table.name], len(table.columns), table.derived)
        for table in TABLES
    ]
