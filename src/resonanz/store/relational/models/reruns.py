"""How far old mentions have been matched again with a changed query, so that a killed run goes on where it was."""

from __future__ import annotations

from django.db import models


class QueryRerun(models.Model):
    """Hold the last run over old mentions with one query; a new run takes its place."""

    query = models.OneToOneField(
        "relational.StandingQuery", primary_key=True, on_delete=models.CASCADE, related_name="rerun"
    )
    version = models.PositiveIntegerField()
    definition = models.CharField(max_length=64)
    """Digest of what is asked for, with all that the query names: what is half done with another one begins anew."""
    since = models.DateTimeField(null=True)
    reached = models.DateTimeField(null=True)
    """All mentions published after this moment are done, of those that were there when it began."""
    seq = models.BigIntegerField()
    """Up to which place of the log mentions were there when it began; what came later follows in the end."""
    looked_at = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"rerun of query {self.query_id}"
