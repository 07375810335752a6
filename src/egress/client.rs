//! One request out, with its redirects.

use crate::{
    address::not_public,
    allowed::Allowed,
    failure::Failure,
    limits,
    resolver::{Guarded, Resolver, System},
};
use bytes::{Bytes, BytesMut};
use frontdesk_core::{Error, ErrorKind};
use http::{
    HeaderMap, HeaderName, Method, StatusCode,
    header::{AUTHORIZATION, COOKIE, LOCATION, PROXY_AUTHORIZATION},
};
use std::{error::Error as StdError, net::IpAddr, sync::Arc, time::Duration};
use url::{Host, Url};

/// A client for addresses that somebody else chose. Cheap to clone.
#[derive(Clone)]
pub struct Egress {
    http: reqwest::Client,
    allowed: Arc<Allowed>,
}

/// What to ask.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET` unless set.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// Values marked as sensitive, and those that log in by their name, go to this URL's origin alone.
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Bytes>,
    /// How many redirects a `GET` or `HEAD` follows; after the last one it fails. With 0, and for every other method, the redirect
    /// itself is the answer.
    pub redirects: usize,
    /// The longest answer, in bytes.
    pub max_bytes: usize,
    /// The time for everything, names and redirects included.
    pub timeout_ms: u64,
}

impl Request {
    /// A `GET` with the usual bounds.
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: None,
            redirects: limits::REDIRECTS,
            max_bytes: limits::BODY_BYTES,
            timeout_ms: limits::TIMEOUT_MS,
        }
    }
}

/// What was answered, whatever the status.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// Who answered: the URL after the redirects.
    pub url: Url,
}

impl Reply {
    /// The body as text, in the character set that its headers name, UTF-8 if they name none.
    pub async fn text(&self) -> String {
        let mut response = http::Response::new(self.body.clone());
        *response.headers_mut() = self.headers.clone();
        reqwest::Response::from(response)
            .text()
            .await
            .unwrap_or_default()
    }
}

impl Egress {
    /// A client that reaches the public network and what is allowed besides.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub fn new(allowed: Allowed) -> Result<Self, Error> {
        Self::with_resolver(allowed, Arc::new(System))
    }

    /// [`Egress::new`] with another source of names.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub fn with_resolver(allowed: Allowed, names: Arc<dyn Resolver>) -> Result<Self, Error> {
        // The TLS library panics if nobody chose a provider; a second choice is refused and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed = Arc::new(allowed);
        let resolver = Guarded {
            inner: names,
            allowed: allowed.clone(),
        };
        let http = reqwest::Client::builder()
            .dns_resolver(Arc::new(resolver))
            // A proxy would make the connection, past the guard.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(Duration::from_millis(limits::CONNECT_MS))
            .pool_idle_timeout(Duration::from_millis(limits::IDLE_MS))
            .pool_max_idle_per_host(limits::IDLE_PER_HOST)
            .user_agent(concat!("frontdesk/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|e| {
                Error::new(
                    ErrorKind::Unexpected,
                    "preparing the client for other servers",
                )
                .because(e)
            })?;
        Ok(Self { http, allowed })
    }

    /// Whether this URL may be asked, as far as it can be told without resolving its name.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, url: &Url) -> Result<(), Failure> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Failure::Address(
                "only http and https addresses can be asked",
            ));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Failure::Address(
                "the address has a name or password in it; use a header",
            ));
        }
        if url.as_str().len() > limits::URL_CHARS {
            return Err(Failure::Address("the address is too long"));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(Failure::Address("the address names no host"));
        };
        let literal = match host {
            Host::Ipv4(v4) => IpAddr::V4(v4),
            Host::Ipv6(v6) => IpAddr::V6(v6),
            Host::Domain(name) => {
                return match self.allowed.ports_of(name) {
                    Some(ports) if !ports.is_empty() && !ports.contains(&port) => {
                        Err(Failure::Port {
                            host: name.to_owned(),
                        })
                    }
                    _ => Ok(()),
                };
            }
        };
        match not_public(literal) {
            Some(what) if !self.allowed.has_address(literal, port) => Err(Failure::Private {
                host: host.to_string(),
                what,
            }),
            _ => Ok(()),
        }
    }

    /// Asks, and follows redirects by the same rules.
    ///
    /// # Errors
    /// The address is not allowed, or there is no complete answer within the bounds. An answer of any status is none.
    pub async fn send(&self, request: Request) -> Result<Reply, Failure> {
        let ms = request.timeout_ms;
        tokio::time::timeout(Duration::from_millis(ms), self.follow(request))
            .await
            .unwrap_or(Err(Failure::Timeout { ms }))
    }

    async fn follow(&self, mut request: Request) -> Result<Reply, Failure> {
        let had_secrets = request
            .headers
            .iter()
            .any(|(name, value)| value.is_sensitive() || logs_in(name));
        let follows = matches!(request.method, Method::GET | Method::HEAD) && request.redirects > 0;
        let mut followed = 0;
        loop {
            let reply = self.once(&request).await?;
            let Some(next) = target(&reply).filter(|_| follows) else {
                return Ok(reply);
            };
            let next = next?;
            if followed == request.redirects {
                return Err(Failure::Redirects { followed });
            }
            followed += 1;
            request.headers = headers_towards(&next, &request, had_secrets)?;
            request.url = next;
        }
    }

    async fn once(&self, request: &Request) -> Result<Reply, Failure> {
        self.check(&request.url)?;
        let failed = |error: &reqwest::Error| failure(error, &request.url, request.timeout_ms);
        let mut asked = self
            .http
            .request(request.method.clone(), request.url.clone())
            .headers(request.headers.clone());
        if let Some(body) = &request.body {
            asked = asked.body(body.clone());
        }
        let mut response = asked.send().await.map_err(|e| failed(&e))?;
        let too_large = Failure::TooLarge {
            bytes: request.max_bytes,
        };
        let announced = response
            .content_length()
            .and_then(|n| usize::try_from(n).ok());
        if announced.is_some_and(|n| n > request.max_bytes) && request.method != Method::HEAD {
            return Err(too_large);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| failed(&e))? {
            if body.len() + chunk.len() > request.max_bytes {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: body.freeze(),
            url: request.url.clone(),
        })
    }
}

/// Where an answer redirects to, if it does.
fn target(reply: &Reply) -> Option<Result<Url, Failure>> {
    if !matches!(reply.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = reply.headers.get(LOCATION)?;
    let wrong = Failure::Address("it redirects to something that is no address");
    Some(
        location
            .to_str()
            .ok()
            .and_then(|l| reply.url.join(l).ok())
            .ok_or(wrong),
    )
}

/// What of a request's headers goes along to where it was redirected.
fn headers_towards(next: &Url, request: &Request, had_secrets: bool) -> Result<HeaderMap, Failure> {
    if had_secrets && request.url.scheme() == "https" && next.scheme() == "http" {
        return Err(Failure::Downgrade {
            host: host_of(next),
        });
    }
    if next.origin() == request.url.origin() {
        return Ok(request.headers.clone());
    }
    Ok(without_secrets(&request.headers))
}

/// Headers that log in by their name, whoever set them.
fn logs_in(name: &HeaderName) -> bool {
    [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name)
}

fn without_secrets(headers: &HeaderMap) -> HeaderMap {
    let open = headers
        .iter()
        .filter(|(name, value)| !value.is_sensitive() && !logs_in(name));
    let mut kept = HeaderMap::new();
    for (name, value) in open {
        kept.append(name.clone(), value.clone());
    }
    kept
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// What an error of the HTTP library means. Its own text may hold the URL, so that nothing of it is kept.
fn failure(error: &reqwest::Error, url: &Url, ms: u64) -> Failure {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(ours) = inner.downcast_ref::<Failure>() {
            return ours.clone();
        }
        cause = inner.source();
    }
    let host = host_of(url);
    if error.is_connect() {
        Failure::Unreachable { host }
    } else if error.is_timeout() {
        Failure::Timeout { ms }
    } else if error.is_builder() {
        Failure::Address("the request cannot be made")
    } else {
        Failure::Broken { host }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_with_secrets_never_goes_on_without_encryption() {
        let mut request = Request::get(Url::parse("https://shop.example/a").unwrap());
        let plain = Url::parse("http://shop.example/a").unwrap();
        assert!(headers_towards(&plain, &request, false).is_ok());
        let token = http::HeaderValue::from_static("Bearer t-1");
        request.headers.insert(AUTHORIZATION, token);
        let failure = headers_towards(&plain, &request, true).unwrap_err();
        assert!(matches!(failure, Failure::Downgrade { .. }), "{failure}");
        for (next, kept) in [
            ("https://shop.example/b", 1),
            ("https://shop.example:8443/b", 0),
            ("https://other.example/b", 0),
        ] {
            let next = Url::parse(next).unwrap();
            let headers = headers_towards(&next, &request, true).unwrap();
            assert_eq!(headers.len(), kept, "{next}");
        }
    }
}
