"""When two readers say the same: a value of a format with types as it is, a text's as what the text means."""
import datetime
import decimal
import math


def same(said, read):
    """`said`: by the format's own reader; of a format without types it is the text, and `read` may have the type that it means."""
    if said is None or read is None:
        return said is read or (said == "" and read is None)  # of a text that is empty nobody can tell
    if isinstance(said, dict) or isinstance(read, dict):
        return same_members(said, read)
    if isinstance(said, (list, tuple)):
        return isinstance(read, (list, tuple)) and len(said) == len(read) and all(map(same, said, read))
    if isinstance(said, str) and not isinstance(read, str):
        return means(said, read)
    if isinstance(said, bool) or isinstance(read, bool):
        return said is read
    if isinstance(said, float) and isinstance(read, float):
        return said == read or (math.isnan(said) and math.isnan(read))
    if isinstance(said, datetime.datetime) and isinstance(read, datetime.datetime):
        return instant(said) == instant(read)
    return type(said) is type(read) and said == read


def same_members(said, read):
    """A struct by its members, a map by its pairs; Trino gives a struct's values alone."""
    if isinstance(said, dict) and isinstance(read, dict):
        return said.keys() == read.keys() and all(same(value, read[key]) for key, value in said.items())
    if isinstance(said, dict):
        return same(list(said.values()), list(read))
    return same(sorted(said), sorted(read.items()))


def means(text, value):
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, int):
        return text == str(value)
    if isinstance(value, float):
        return float(text) == value
    if isinstance(value, decimal.Decimal):
        return decimal.Decimal(text) == value
    if isinstance(value, datetime.datetime):
        return instant(datetime.datetime.fromisoformat(text)) == instant(value)
    return isinstance(value, datetime.date) and text == value.isoformat()


def instant(at):
    return at.astimezone(datetime.timezone.utc).replace(tzinfo=None) if at.tzinfo else at


def difference(said, read):
    """The first row that two readers tell apart, in words; None: there is none. Rows are told by their first column."""
    if len(said) != len(read):
        return f"{len(read)} rows, not {len(said)}"
    for one, other in zip(sorted(said, key=first), sorted(read, key=first), strict=True):
        for place, (value, found) in enumerate(zip(one, other, strict=True)):
            if not same(value, found):
                return f"column {place + 1} of the row {first(one)} is {found!r}, not {value!r}"
    return None


def first(row):
    return int(row[0])
