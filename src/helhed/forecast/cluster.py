"""Many machines: jobs are spread over a Dask cluster. The only room that knows Dask (the extra
``cluster``), and it is imported when a cluster is asked for.

Each worker shows, before and with every job, that it has the same code, the same NumPy and the same
arithmetic, so what comes is bit for bit what one process gives, or it is an error. Jobs of a worker
that dies are done again by the others. Nothing is kept there: when the work ends, whichever way,
what is not done is called off.

Dask unpickles whatever it is sent, without asking who sends it. So it is spoken to on this machine
only, or by TLS, where both sides show a certificate.
"""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import logging
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from helhed.forecast.machines import Done, Job, Machines, Shared

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS_TO_ANSWER, SECONDS_FOR_A_WORKER = 30, 60
SECONDS_TO_LOOK = 5.0
WAITING = 2
"""So many jobs for each that can be done at once are under way: a worker need not wait for the
next, and what is under way stays small."""
MANY = 4
"""Of fewer jobs for each than that one alone is under way: which worker gets a job is settled when
it is handed out, and the last ones would wait in line beside a worker that has nothing to do."""
SAMPLE = 4096


class NotACluster(ValueError):
    """An address that cannot be that of a cluster, or not of a safe one."""


class UnableToSpread(RuntimeError):
    """Work that a cluster could not do."""


@dataclass(frozen=True, slots=True)
class Itself:
    """What must be the same everywhere for the same bits."""

    version: str
    code: str
    numpy: str
    arithmetic: str

    def differs(self, other: Itself) -> str:
        """In words how another differs; empty when it does not."""
        if self.version != other.version:
            return f"has helhed {other.version}, here is {self.version}"
        if self.code != other.code:
            return f"has other code of helhed {self.version} than here"
        if self.numpy != other.numpy:
            return f"has NumPy {other.numpy}, here is {self.numpy}"
        if self.arithmetic != other.arithmetic:
            return "rounds otherwise than here (another kind of processor)"
        return ""


@cache
def itself() -> Itself:
    """What this process is; asked once, so that files that change later do not count."""
    package = Path(__file__).resolve().parents[1]
    code = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        code.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return Itself(version("helhed"), code.hexdigest(), np.__version__, _arithmetic())


def _arithmetic() -> str:
    """A digest of what the functions give whose last bit may differ between processors."""
    numbers = np.random.Generator(np.random.Philox(key=1))
    some = numbers.random(SAMPLE) * 4 + 1e-9
    square = some.reshape(64, -1)
    found = [
        *(np.exp(-some), np.log(some), np.sqrt(some), np.power(some, 1.7)),
        *(np.cumprod(1 + some / SAMPLE), square @ square.T, square.sum(axis=1)),
        *(numbers.standard_gamma(some), numbers.standard_normal(SAMPLE)),
    ]
    return hashlib.sha256(b"".join(one.tobytes() for one in found)).hexdigest()


@contextmanager
def cluster(address: str, least: int = 1) -> Iterator[Machines]:
    """The machines behind the scheduler at an address, when there are at least so many; let go of
    at the end. Raises NotACluster, and UnableToSpread when it cannot be reached or cannot do the
    work; inside as well."""
    checked(address)
    try:
        import dask
        import distributed
    except ImportError:
        text = "Dask is not installed here; install the extra: pip install 'helhed[cluster]'"
        raise UnableToSpread(text) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    # Jobs carry what they need with them; that is meant.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"}):
        try:
            asyncio.run(asyncio.wait_for(_knock(address), SECONDS_TO_ANSWER))
            client = distributed.Client(address, timeout=SECONDS_TO_ANSWER)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise UnableToSpread(f"no scheduler answers at {address}: {_said(error)}") from None
        try:
            _the_same_everywhere(client, address, least)
            yield Cluster(client)
        finally:
            client.close(timeout=SECONDS_TO_ANSWER)


async def _knock(address: str) -> None:
    """A client would try a door that is shut for long, and wait for ever for something that listens
    and is no scheduler. Raises what the network raises, and ValueError when something else
    answers."""
    from distributed import Security
    from distributed.core import rpc

    parts = urlsplit(address)
    _, door = await asyncio.open_connection(parts.hostname, parts.port)
    door.close()
    asked = rpc(address, connection_args=Security().get_connection_args("client"))
    try:
        found = await asked.identity()
    finally:
        await asked.close_rpc()
    if found.get("type") != "Scheduler":
        raise ValueError(f"a {found.get('type')} is there")


def checked(address: str) -> None:
    """Raises NotACluster unless it is ``tls://host:port``, or ``tcp://host:port`` here."""
    try:
        parts = urlsplit(address)
        scheme, host, port, rest = parts.scheme, parts.hostname, parts.port, parts.path.strip("/")
    except ValueError:
        scheme, host, port, rest = "", None, None, ""
    if scheme not in ("tcp", "tls") or not host or not port or rest:
        raise NotACluster(f"{address} is no address like tls://host:8786 or tcp://127.0.0.1:8786")
    if scheme == "tcp" and not _is_here(host):
        raise NotACluster(
            f"{address} is another machine without encryption, where anybody can read what is sent "
            "and run programs: use tls://"
        )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _the_same_everywhere(client: Client, address: str, least: int) -> None:
    try:
        client.wait_for_workers(least, timeout=SECONDS_FOR_A_WORKER)
        told: dict[str, Any] = client.run(itself, on_error="return")
    except TimeoutError:
        few = "no worker" if least == 1 else f"fewer than {least} workers"
        raise UnableToSpread(f"the scheduler at {address} has {few}") from None
    except OSError as error:
        raise UnableToSpread(f"the scheduler at {address} was lost: {_said(error)}") from None
    for worker, other in sorted(told.items()):
        if not isinstance(other, Itself):
            raise UnableToSpread(f"the worker {worker} cannot use helhed: {_said(other)}")
        if differs := itself().differs(other):
            raise UnableToSpread(f"the worker {worker} {differs}; install the same on both")


def _said(error: BaseException) -> str:
    if isinstance(error, TimeoutError) and not str(error):
        return f"nothing came in {SECONDS_TO_ANSWER} s"
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _done(expected: Itself, shared: Any, packed: bytes) -> Any:
    """One job, on a worker; one that came later than the work began is asked as well."""
    if differs := expected.differs(itself()):
        raise UnableToSpread(f"a worker that came later {differs}; install the same on both")
    work, job = pickle.loads(packed)  # noqa: S301  # Dask itself unpickles what it is sent
    return work(shared, job)


class Cluster:
    """The workers of a scheduler."""

    def __init__(self, client: Client) -> None:
        self.client = client

    @property
    def at_once(self) -> int:
        """The threads of all workers, as many as there are now."""
        threads: dict[str, int] = self.client.nthreads()
        return max(1, sum(threads.values()))

    def each(
        self, what: str, work: Callable[[Shared, Job], Done], shared: Shared, jobs: Sequence[Job]
    ) -> Iterator[tuple[int, Done]]:
        """As they are done. Raises UnableToSpread, and what the work raises."""
        from distributed import KilledWorker

        waiting: dict[Future[Any], int] = {}
        # What is shared is the outcome of a job too, so that it is made again where it is lost.
        common = self.client.submit(pickle.loads, pickle.dumps(shared), pure=False)
        left = iter(enumerate(jobs))
        each = WAITING if len(jobs) >= MANY * self.at_once else 1
        try:
            self._hand_out(work, common, left, waiting, each)
            while waiting:
                future = self._first_of(waiting)
                number, done = waiting.pop(future), self._patiently(future.result)
                del future  # and with it the cluster's copy
                self._hand_out(work, common, left, waiting, each)
                yield number, done
        except KilledWorker:
            text = f"one of the {what} ended every worker that took it up; have they the memory?"
            raise UnableToSpread(text) from None
        except (CancelledError, OSError):  # jobs read and write no files: it is the network's
            raise UnableToSpread("the scheduler was lost before all was done") from None
        finally:
            self.client.cancel(list(waiting))

    def _hand_out(
        self,
        work: Callable[[Shared, Job], Done],
        common: Future[Any],
        left: Iterator[tuple[int, Job]],
        waiting: dict[Future[Any], int],
        each: int,
    ) -> None:
        """Jobs are under way in the order in which they are told, so many for each thread."""
        threads = [worker for worker, many in self.client.nthreads().items() for _ in range(many)]
        for number, job in islice(left, max(0, each * max(1, len(threads)) - len(waiting))):
            packed = pickle.dumps((work, job))
            # The first ones go to a thread each, or all would go where what they share is.
            first = threads[number : number + 1] or None
            future = self.client.submit(
                _done,
                *(itself(), common, packed),
                pure=False,
                priority=-number,
                workers=first,
                allow_other_workers=bool(first),
            )
            waiting[future] = number

    def _first_of(self, waiting: dict[Future[Any], int]) -> Future[Any]:
        """One that is done. Raises UnableToSpread when no worker is left."""
        from distributed import wait

        found = self._patiently(lambda seconds: wait(list(waiting), seconds, "FIRST_COMPLETED"))
        return min(found.done, key=waiting.__getitem__)

    def _patiently(self, ask: Callable[[float], Any]) -> Any:
        """The answer, however long it takes while there are workers: what is done is made again
        when it is lost before it is fetched. Raises UnableToSpread when no worker is left."""
        last_seen, seconds = time.monotonic(), SECONDS_TO_LOOK
        while True:
            try:
                return ask(seconds)
            except TimeoutError:
                seconds *= 2  # what is large is on its way longer
                if self.client.nthreads():
                    last_seen = time.monotonic()
                elif time.monotonic() - last_seen > SECONDS_FOR_A_WORKER:
                    raise UnableToSpread("no worker is left, and none came") from None


__all__ = ["NotACluster", "UnableToSpread", "cluster"]
