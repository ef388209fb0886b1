"""What the reading process may take, set by itself before it opens a file: memory and processor time.

POSIX has limits of a process, Windows a job object; macOS keeps to the one of time only.
"""

from __future__ import annotations

import sys
from typing import Final

_MEMORY: Final = 800 << 20  # bytes; what any small file may take
_PER_BYTE: Final = 16  # what a byte of a large workbook may take more
_MOST_MEMORY: Final = 3 << 30
_SECONDS: Final = 30.0
_BYTES_A_SECOND: Final = 1 << 20


def memory_for(file_size: int) -> int:
    """Bytes of memory for reading a file of that size."""
    return min(_MEMORY + _PER_BYTE * file_size, _MOST_MEMORY)


def seconds_for(file_size: int) -> float:
    """How long one step of reading a file of that size may take on a slow and busy PC."""
    return _SECONDS + file_size / _BYTES_A_SECOND


def keep_within(memory: int, seconds: float) -> None:
    """From now on this process may take `memory` bytes in all, and so many seconds more of the processor.

    Beyond that the system refuses memory, or ends it.
    """
    if sys.platform == "win32":
        _keep_within_job(memory, seconds)
    else:
        _keep_within_limits(memory, seconds)


if sys.platform != "win32":
    import resource

    def _keep_within_limits(memory: int, seconds: float) -> None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)
        _lower(resource.RLIMIT_AS, memory)
        _lower(resource.RLIMIT_CORE, 0)

    def _lower(limit: int, wanted: int) -> None:
        """Set a soft limit, no higher than the hard one; a system that has no such limit goes without."""
        _soft, hard = resource.getrlimit(limit)
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        try:
            resource.setrlimit(limit, (wanted, hard))
        except (OSError, ValueError):
            if sys.platform != "darwin":
                raise

else:
    import ctypes
    from ctypes import wintypes

    _LIMIT_TIME, _LIMIT_MEMORY, _NO_DIALOG = 0x2, 0x100, 0x400  # JOB_OBJECT_LIMIT_…
    _EXTENDED = 9  # JobObjectExtendedLimitInformation

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),  # in 100 ns
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateJobObjectW.restype = wintypes.HANDLE
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
    )  # fmt: skip
    _jobs: list[int] = []

    def _keep_within_job(memory: int, seconds: float) -> None:
        import time

        if not _jobs:
            job = _kernel.CreateJobObjectW(None, None)
            if not job or not _kernel.AssignProcessToJobObject(job, _kernel.GetCurrentProcess()):
                raise ctypes.WinError(ctypes.get_last_error())
            _jobs.append(job)
        limits = _Extended()
        limits.BasicLimitInformation.LimitFlags = _LIMIT_TIME | _LIMIT_MEMORY | _NO_DIALOG
        limits.BasicLimitInformation.PerProcessUserTimeLimit = int((time.process_time() + seconds) * 1e7)
        limits.ProcessMemoryLimit = memory
        size = ctypes.sizeof(limits)
        if not _kernel.SetInformationJobObject(_jobs[0], _EXTENDED, ctypes.byref(limits), size):
            raise ctypes.WinError(ctypes.get_last_error())
