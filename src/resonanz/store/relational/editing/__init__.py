"""What pages and API change beyond the ports: permitted by core.policy, checked, recorded in the audit trail.

Every function takes who acts and the moment, and does all of it in one transaction: a change without its line in the
audit trail cannot be. What was there before is found by id; NotFound says that it is gone.
"""
