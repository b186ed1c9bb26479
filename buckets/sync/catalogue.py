"""The English texts of the synchronisation's messages, by message id."""

from typing import Final

from buckets.cors import Catalogue

CATALOGUE: Final = Catalogue(
    {
        # --- Why nothing was published, or checked ---
        "sync.stale-plan": (
            "Nothing was published: the rules changed after you reviewed them. Review what would "
            "be published now."
        ),
        "sync.drift": (
            "Nothing was published: OSS does not hold what it held when you reviewed. Someone "
            "changed it outside of this console, or in another tab. Review against what OSS holds "
            "now."
        ),
        "sync.unsafe-plan": (
            "Nothing was published: it needs an acknowledgement that was not given. Tick the boxes "
            "below if that is what you want."
        ),
        "sync.lease-taken": (
            "Nothing was published: this bucket is being published right now. Review again in half "
            "a minute."
        ),
        "sync.not-allowed": (
            "Nothing was published: the person who started this may not publish this bucket any "
            "more."
        ),
        "sync.refused-by-oss": (
            "Nothing was published: OSS would refuse these rules. See the problems below."
        ),
        "sync.nothing-checked": (
            "Nothing was checked: this bucket has no expectations any more, or OSS holds rules "
            "that this console does not understand."
        ),
        # --- What fails before OSS is asked, or while it is ---
        "sync.secret-unreadable": (
            "The stored secret of the account %(account)s cannot be decrypted with the encryption "
            "keys in the settings. Enter the AccessKey secret again."
        ),
        "sync.slow-address": (
            "%(host)s is too slow: its answers took more than %(seconds)s seconds, so not "
            "everything was asked. Try again later."
        ),
        "sync.internal-error": (
            "The console itself failed on this bucket. Ask its administrator to look into the log."
        ),
    }
)
