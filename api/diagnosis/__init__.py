"""What `chirashi doctor` looks at: each part of an installation, what is wrong, and what to do.

Looks only: it makes, locks and mends nothing, and may run beside a server. `examination` goes
through the checks; each says what it sees as a `finding.Finding`. May import all but the routes.
"""
