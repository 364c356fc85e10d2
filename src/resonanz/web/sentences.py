"""Our own sentences in the reader's language, although they are raised far from any page.

Rules, use cases and connectors raise errors whose English sentence a person can act on; they know no catalogue.
Whole sentences are looked up here; those with a value in them are known by their pattern. A sentence that nobody
translated is shown in English rather than hidden. A stranger's text is never looked up, only carried along.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as known

from resonanz.web.words import SPOKEN

WHOLE: Final = (
    known("A hand-over needs a reason."),
    known("Say what is expected."),
    known("The note is empty."),
    known("Write something."),
    known("The answer is empty."),
    known("Shorten it."),
    known("Fill it in."),
    known("This must not be empty."),
    known("Choose another one."),
    known("Choose another value."),
    known("Nothing was corrected."),
    known("No feeling can be for that query."),
    known("Choose a query about us, a product or a competitor."),
    known("An accuracy lies between 50 % and 99 %."),
    known("Write for example 90."),
    known("A label set has 2 to 100 different values."),
    known("Write one a line."),
    known("A value has 1 to 60 characters."),
    known("There is a label set of that name already."),
    known("There is no such version."),
    known("There is no such department."),
    known("There is no such priority."),
    known("This is no number."),
    known("This person does not work in the department."),
    known("Nothing of that name can be done with a case."),
    known("Nothing of that name can be done with an answer."),
    known("No source can answer in this channel."),
    known("Add your own account as a source."),
    known("An answer needs a person who writes it."),
    known("That mention is not part of the case."),
    known("There is nobody left to answer: what was said was taken back."),
    known("Somebody else changed this answer meanwhile."),
    known("The answer was changed after you read it."),
    known("This answer cannot be approved by you: a second person of the department must approve it."),
    known("This answer cannot be approved by you: your role may not approve it."),
    known("This mention is not there: it was taken back, erased, or never heard."),
    known("The channel does not say who the author is."),
    known("This source is paused."),
    known("Let it listen again first."),
    known("A source keeps its connector."),
    known("Make another source and remove this one."),
    known("Sources look every 10 seconds to every week."),
    known("Give seconds."),
    known("A retention period has at least one day."),
    known("The query is empty."),
    known("Write at least one word."),
    known("Divide it into several."),
    known("Change these first, or switch the query off."),
    known("The order must name every rule once."),
    known("Load the page again: rules were changed."),
    known("Add another rule without conditions first."),
    known("A comma separates the values."),
    known("Give them one by one."),
    known("The department has closed cases or answered questions, whose history must stay."),
    known("Name the department that keeps them."),
    known("Hand them over or close them first."),
    known("Answer them, or let those who asked take them back."),
    known("Lead them elsewhere or remove them first."),
    known("You cannot give or take a role above your own."),
    known("This is the only administrator who can sign in."),
    known("Make somebody else an administrator first."),
    known("Somebody has this user name or e-mail address already."),
    known("Write for example Europe/Berlin."),
    known("An account is one handle or id."),
    known("Write it without spaces."),
    known("A saved search belongs to a person."),
    known("A token belongs to a person."),
    known("This is no page of ours."),
    known("Save it from the page itself."),
    known("This is no cursor of this list."),
    known("Begin with the first page."),
    known("Begin at the first page."),
    known("The page's address was cut."),
    known("Write 2026-03-01."),
    known("Sign in first."),
    known("Choose an OPML file of at most 5 MB."),
    known("The source refused our credentials (expired, revoked or wrong)."),
    known("The stream was cut."),
    known("It was paused, or Resonanz was not running."),
    known("This source's mentions are to be erased after a time, and without it nothing would."),
    known("Pause it until they are erased, or take the period away: then they stay for ever."),
    known("The address names no host."),
    known("The address names an impossible host."),
    known("The address cannot be read."),
    known("The address must not hold a user name or password; use the settings meant for them."),
    known("The address of the server is not one: it looks like https://mastodon.social."),
    known("Own notifications and search words need an access token: enter one or switch them off."),
    known("The access token does not allow to ask whose it is: give it the scope read."),
    known("The stored credentials were encrypted with another secret key. Enter them again, or restore the key."),
    known("The post that is answered is no longer there."),
    known("The comment that is answered does not stand on the site any more."),
    known("The comment that is answered still waits for approval. Approve it first, then answer."),
    known("The comment does not stand on the site any more."),
    known("The site accepted the answer but does not show it: look there."),
    known("The site says that this answer stands there already, but does not show it: look there."),
    known("The answer itself waits for approval on the site: approve it there."),
    known("The site takes one comment in fifteen seconds."),
    known("Answering needs a user name and an application password."),
    known("Answering needs both a user name and an application password: enter both or neither."),
    known("The address of the site is not one: it looks like https://www.example.com/blog."),
    known("Hiding needs a reason."),
    known("It stays in the record."),
    known("What was said was taken back at its source."),
    known("Nothing of that name can be done with a mention."),
    known("What is answered was taken back at its source."),
    known("The server accepted the answer but does not show it: look there."),
    known("The server shows neither the thread nor our own posts: look whether it stands."),
    known("The ledger of erasures is written by too many at once."),
    *(sentence for area in SPOKEN for sentence in area.WHOLE),
)

PATTERNS: Final = (
    known("The answer has more than %(limit)s characters."),
    known("This has more than %(limit)s characters."),
    known("The query has more than %(limit)s characters."),
    known("A case that is %(state)s cannot %(action)s."),
    known("A reply that is %(state)s cannot %(action)s."),
    known("A source that is %(state)s cannot %(action)s."),
    known("%(action)s needs the role %(role)s here."),
    known("There is no case %(id)s."),
    known("There is no reply %(id)s."),
    known("There is no query %(id)s."),
    known("There is no route %(id)s."),
    known("There is no source %(id)s."),
    known("There is no person %(id)s."),
    known("There is no department %(id)s."),
    known("Case %(id)s was changed in the meantime."),
    known("Reply %(id)s was changed in the meantime."),
    known("There is a query named %(name)s already."),
    known("There is a rule named %(name)s already."),
    known("There is a source named %(name)s already."),
    known("There is a department %(name)s already."),
    known("%(name)s is there already."),
    known("%(name)s is the only rule that catches what no other rule does."),
    known("%(value)s is not known."),
    known("%(value)s is no time zone."),
    known("Choose one of: %(values)s."),
    known("The query is used by: %(names)s."),
    known("These routes lead to %(name)s: %(names)s."),
    known("%(name)s has %(number)s open cases."),
    known("%(name)s owes an answer to %(number)s questions."),
    known("%(name)s cannot be %(value)s."),
    known("%(name)s must be a number."),
    known("%(name)s is no date or time."),
    known("The setting “%(name)s” is missing."),
    known("No connector %(name)s is installed."),
    known("No source with credentials can answer in %(channel)s."),
    known("The name %(host)s cannot be resolved."),
    known("The name %(host)s has no address."),
    known("The certificate of %(host)s cannot be verified."),
    known("The database cannot be used now: %(trouble)s"),
    known("The post that is answered is no longer there, or %(host)s does not show it."),
    known("No source with credentials can moderate in %(channel)s."),
    known("The site refuses this: %(sentence)s"),
    known("%(host)s shows this only to an account: enter a user name and an application password."),
    known(
        "%(host)s does not accept the user name and application password. They may be wrong or revoked, "
        "the site may not use https, or its web server drops the header Authorization."
    ),
    known("Resonanz itself failed here (%(name)s). The log has the details; please report it."),
    *(pattern for area in SPOKEN for pattern in area.PATTERNS),
)


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_expression(pattern), re.DOTALL), pattern) for pattern in PATTERNS)


def _expression(pattern: str) -> str:
    parts = re.split(r"%\((\w+)\)s", pattern)
    found = "".join(
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>.{{1,300}}?)" for place, part in enumerate(parts)
    )
    return f"{found}\\Z"


def translated(sentence: str) -> str:
    """Return one of our sentences in the reader's language; any other text as it is."""
    if not sentence:
        return ""
    if sentence in _wholes():
        return _(sentence)
    for expression, pattern in _compiled():
        if found := expression.match(sentence):
            return _(pattern) % found.groupdict()
    return sentence


@lru_cache(maxsize=1)
def _wholes() -> frozenset[str]:
    return frozenset(WHOLE)
