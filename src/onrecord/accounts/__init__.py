"""Who did what to whom: accounts of events, each as one document tells it.

Found ──▶ find_accounts ──▶ AccountsFound
"""

from onrecord.accounts.find import find_accounts
from onrecord.accounts.words import AccountWords, load_account_words

__all__ = ["AccountWords", "find_accounts", "load_account_words"]
