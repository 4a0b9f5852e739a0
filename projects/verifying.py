"""Whether a receipt is genuine, in words for a page. Reads no database: receipt, files and the
published keys say everything."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courseapp.courses.file_names import safe_name
from projects import receipts, signing

Words = str | Promise

# The most telling class first: each is a ReceiptError.
WHY_NOT: dict[type[receipts.ReceiptError], Words] = {
    receipts.MalformedReceiptError: _("This is not written as a receipt is: nothing is proven."),
    receipts.UnknownKeyError: _("It was signed with a key that is not ours."),
    receipts.WrongSignatureError: _("It was changed after it was signed, or never signed by us."),
    receipts.FileDiffersError: _("Another content: this is not the file that was handed in."),
    receipts.NoSuchFileError: _("The receipt names no such file."),
}
GENUINE = _("Genuine: signed by us, unchanged.")
GENUINE_BUT = _("The receipt is genuine, but not every file is one that was handed in.")
TOO_LARGE = _("What you sent is larger, or took longer, than is taken here. Try it offline.")


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """Whether one file is among those of the receipt, and why not."""

    name: str
    sha256: str
    is_same: bool
    words: Words


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of a receipt: `receipt` is None, and `words` say why, unless it is
    genuine. Nothing in a receipt that is not genuine is shown."""

    receipt: receipts.Receipt | None
    words: Words
    files: Sequence[FileVerdict] = ()

    @property
    def is_good(self) -> bool:
        """Whether all that was sent is what was handed in."""
        return self.receipt is not None and all(file.is_same for file in self.files)


def verdict_on(document: str, *, files: Sequence[UploadedFile]) -> Verdict:
    """Verify a receipt against the published keys, and each file against the receipt."""
    keys = signing.public_keys()
    try:
        receipt = receipts.verify(document, keys)
    except receipts.ReceiptError as error:
        return Verdict(None, WHY_NOT[type(error)])

    def verdict(file: UploadedFile) -> FileVerdict:
        found = receipts.fingerprint(safe_name(file.name or ""), file)  # type: ignore[arg-type]
        try:
            receipts.verify(document, keys, files=[found])
        except receipts.ReceiptError as error:
            return FileVerdict(found.name, found.sha256, False, WHY_NOT[type(error)])
        return FileVerdict(found.name, found.sha256, True, _("The very bytes handed in."))

    verdicts = [verdict(file) for file in files]
    is_same = all(one.is_same for one in verdicts)
    return Verdict(receipt, GENUINE if is_same else GENUINE_BUT, verdicts)
