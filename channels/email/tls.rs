//! TLS to the two servers: the public authorities and those of `ca_file`; a certificate that they do not vouch for is refused.

use super::settings::{Security, Server};
use frontdesk_core::ErrorKind;
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
};
use std::{error::Error, fmt, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

/// A connection, with or without TLS.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

/// What vouches for the servers of one inbox.
#[derive(Clone)]
pub(super) struct Trust {
    config: Arc<ClientConfig>,
    own: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// Trusts the public authorities and `own`.
    ///
    /// # Errors
    /// If one of `own` is no certificate.
    pub(super) fn new(own: Vec<CertificateDer<'static>>) -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for authority in &own {
            roots.add(authority.clone())?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            config: Arc::new(config),
            own,
        })
    }

    /// Protects a connection to `host`.
    ///
    /// # Errors
    /// If the certificate is not vouched for, is another host's, or is out of date.
    pub(super) async fn protect(
        &self,
        host: &str,
        stream: Box<dyn Wire>,
    ) -> Result<Box<dyn Wire>, std::io::Error> {
        let name = ServerName::try_from(host.to_owned()).map_err(std::io::Error::other)?;
        let connector = TlsConnector::from(self.config.clone());
        Ok(Box::new(connector.connect(name, stream).await?))
    }

    /// The same for the library that sends; `None` without TLS.
    ///
    /// # Errors
    /// If one of the own certificates is none.
    pub(super) fn for_smtp(
        &self,
        server: Server<'_>,
    ) -> Result<Option<TlsParameters>, frontdesk_core::Error> {
        if server.security == Security::None {
            return Ok(None);
        }
        let failed = |e: lettre::transport::smtp::Error| {
            frontdesk_core::Error::new(ErrorKind::Invalid, "preparing TLS").because(e)
        };
        let mut builder = TlsParameters::builder(server.host.to_owned())
            .certificate_store(CertificateStore::WebpkiRoots);
        for authority in &self.own {
            let authority = Certificate::from_der(authority.to_vec()).map_err(failed)?;
            builder = builder.add_root_certificate(authority);
        }
        builder.build_rustls().map(Some).map_err(failed)
    }
}

/// Connects to a server, without TLS yet.
pub(super) async fn connect(server: Server<'_>) -> Result<Box<dyn Wire>, std::io::Error> {
    let stream = TcpStream::connect((server.host, server.port)).await?;
    // Commands are small and wait for their answers.
    stream.set_nodelay(true)?;
    Ok(Box::new(stream))
}

/// What failed in words, where TLS is to blame: what the libraries say is for programmers. Some hide it beneath others.
pub(super) fn mend(error: &(dyn Error + 'static)) -> Option<&'static str> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(words(tls));
    }
    let io = error.downcast_ref::<std::io::Error>();
    if let Some(inner) = io.and_then(std::io::Error::get_ref) {
        return mend(inner);
    }
    error.source().and_then(mend)
}

/// How a connection failed, from beneath the library's errors.
pub(super) fn io_kind(error: &(dyn Error + 'static)) -> Option<std::io::ErrorKind> {
    match error.downcast_ref::<std::io::Error>() {
        Some(io) => Some(io.kind()),
        None => error.source().and_then(io_kind),
    }
}

fn words(error: &rustls::Error) -> &'static str {
    use rustls::CertificateError as Why;
    let rustls::Error::InvalidCertificate(why) = error else {
        return "the server does not speak TLS here: check the port and tls/starttls";
    };
    match why {
        Why::UnknownIssuer => {
            "no known authority vouches for the server's certificate: for a server of your own, name its authority in ca_file"
        }
        Why::NotValidForName | Why::NotValidForNameContext { .. } => {
            "the certificate is for another name: use the server's own name as host"
        }
        Why::Expired | Why::ExpiredContext { .. } => {
            "the server's certificate has expired: renew it there"
        }
        _ => "the server's certificate is not accepted",
    }
}
