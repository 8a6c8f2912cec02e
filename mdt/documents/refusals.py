"""Why a file is not kept, each with a sentence for whoever chose it.

Source: security.md 2, row 19; OWASP ASVS 5.0, V5 (file handling).
"""

from mdt.errors import N_, DomainError


class FileRefused(DomainError):
    """A file is not kept; nothing of it is."""


class FileActs(FileRefused):
    """A document with macros, objects, or something that is fetched from elsewhere."""

    text = N_(
        "In dit document zitten macro's, ingesloten bestanden of verwijzingen naar buiten. "
        "Maak er een pdf van en kies dat bestand."
    )


class FileBroken(FileRefused):
    """The file is cut off or damaged."""

    text = N_("Dit bestand is beschadigd. Maak het opnieuw, of kies een ander bestand.")


class FileEmpty(FileRefused):
    """There is nothing in the file, or no file came."""

    text = N_("Kies een bestand. Er kwam niets binnen.")


class FileHoldsSealed(FileRefused):
    """The file or its name says what is sealed in the case; for who may know in how many places.

    redacted, among its parameters: the words of the file without it; empty when it has none.
    """

    text = N_(
        "In dit bestand staat een afgeschermd gegeven, plekken: %(places)s. "
        "Haal het eruit en kies het bestand opnieuw."
    )


class FileHoldsSomething(FileRefused):
    """The same, for who may not know more."""

    text = N_("In dit bestand staat een afgeschermd gegeven. Haal het eruit en kies het opnieuw.")


class FileInfected(FileRefused):
    """The virus scanner knows the file."""

    text = N_("De virusscanner herkent dit bestand als schadelijk. Het is niet bewaard.")


class FileKindUnknown(FileRefused):
    """The file is of no kind that is kept, whatever its name says."""

    text = N_("Dit soort bestand kan niet. Kies een pdf, odt, docx of een foto (jpg of png).")


class FileLocked(FileRefused):
    """A file with a password cannot be looked into."""

    text = N_("Op dit bestand zit een wachtwoord. Haal het eraf en kies het bestand opnieuw.")


class FileRemarks(FileRefused):
    """A document with remarks, or with changes that are kept and not settled."""

    text = N_(
        "In dit document staan opmerkingen of bijgehouden wijzigingen. Verwerk ze en kies het "
        "opnieuw, of maak er een pdf van."
    )


class FileTooBig(FileRefused):
    """The file is larger than the installation allows."""

    text = N_("Dit bestand is te groot. Het mag ten hoogste %(megabytes)s MB zijn.")


class FileTooComplex(FileRefused):
    """Unpacked it is larger than anything short, or looking into it takes too long."""

    text = N_("Dit bestand is te groot of te ingewikkeld als het opengaat. Maak het kleiner.")


class FileWrittenOn(FileRefused):
    """A PDF with fields, remarks or layers, which would be lost without a word."""

    text = N_(
        "In deze pdf staan invulvelden, opmerkingen of lagen. Druk hem af als pdf en kies dat "
        "bestand."
    )


class SameFile(FileRefused):
    """This very file is with the item already."""

    text = N_("Dit bestand staat hier al.")


class ScannerSilent(FileRefused):
    """The virus scanner that the installation names does not answer."""

    text = N_("De virusscanner antwoordt niet. Probeer het straks nog een keer.")


class TooManyFiles(FileRefused):
    """An item has as many attachments as the installation allows."""

    text = N_("Er staan al %(most)s bijlagen bij deze zaak. Trek er eerst een in.")
