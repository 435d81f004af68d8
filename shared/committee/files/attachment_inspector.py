"""Detects the type of an attachment in a separate process, so that a hostile file harms neither the service nor other requests."""

import asyncio
import json
from typing import IO

from shared.committee.files.malware_scanner import MalwareScanner
from shared.committee.files.reader import worker_output
from shared.domain.attachments import AttachmentType, refused
from shared.domain.errors import InvalidError

_WORKER = f"{__package__}.attachment_worker"
_AT_ONCE = 2


class AttachmentInspector:
    """An inspector of files, two at a time; further calls wait. `scanner`: of malware; None: there is none."""

    def __init__(self, scanner: MalwareScanner | None = None) -> None:
        self.scanner = scanner
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def type_of(self, name: str, file: IO[bytes]) -> AttachmentType:
        """Returns the type of a file of the file system; raises `InvalidError` with the reason why it is refused.

        Raises `ScannerUnavailableError` if a verdict about malware is required and there is none. `name`: for the error.
        """
        async with self._free:
            try:
                output = json.loads(await worker_output(_WORKER, (), file))
            except InvalidError:
                raise refused(name, "结构异常，无法检查，请另存为PDF后再上传") from None
        if "fault" in output:
            raise refused(name, output["fault"])
        if self.scanner is not None:
            await self.scanner.check(name, file)
        return AttachmentType(output["type"])
