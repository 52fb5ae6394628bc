"""A door with TLS before a server: certificates made for the test, connections that can be cut."""

import datetime
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path, name: str = "127.0.0.1", days: int = 30) -> Path:
    """A PEM file with a key and a certificate that it signed itself; one of -1 days has expired."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    try:
        names: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        names = x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=60))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / f"{name}-{days}.pem"
    path.write_bytes(private + made.public_bytes(form))
    return path


class Door:
    """Takes TLS off and hands on what comes, both ways.

    Args:
        upstream: Port of the server behind it.
        pem: Key and certificate.
    """

    def __init__(self, upstream: int, pem: Path) -> None:
        self._upstream = upstream
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(pem)
        self._open: list[socket.socket] = []
        self.port = 0
        self.handed_on = 0  # bytes that came through to the server

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self) -> None:
        """Lets nobody in any more and cuts every connection, in the middle of whatever goes on."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            inside = self._tls.wrap_socket(plain, server_side=True)
        except OSError:  # the other side does not like the certificate, or speaks no TLS
            plain.close()
            return
        behind = socket.create_connection(("127.0.0.1", self._upstream))
        self._open += [inside, behind]
        threading.Thread(target=self._pump, args=(behind, inside, False), daemon=True).start()
        self._pump(inside, behind, True)

    def _pump(self, source: socket.socket, target: socket.socket, inward: bool) -> None:
        with suppress(OSError, ValueError):
            while data := source.recv(65536):
                target.sendall(data)
                self.handed_on += len(data) if inward else 0
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
