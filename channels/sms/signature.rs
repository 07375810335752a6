//! Twilio's signature: HMAC-SHA1 over the address that Twilio called and the sorted form, keyed with the auth token.
//! <https://www.twilio.com/docs/usage/security#validating-requests>
//!
//! The address is taken from `[server] public_url`, never from a header that anyone can set. Where the signature does
//! not fit, `diagnosis` tries what usually differs, so that the owner reads what to mend.

use crate::refusal::header;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use frontdesk_core::Secret;
use hmac::{Hmac, KeyInit, Mac};
use http::{Request, header::CONTENT_TYPE};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::Url;

mod diagnosis;

/// The name of the header.
pub(super) const HEADER: &str = "x-twilio-signature";

/// Parameters by name, as the form or the JSON object had them.
pub(super) type Params = Vec<(String, String)>;

/// Verifies a request and gives its parameters.
///
/// # Errors
/// What differs, for people.
pub(super) fn verify(
    token: &Secret,
    public: &Url,
    account: &str,
    request: &Request<Bytes>,
) -> Result<Params, String> {
    let given = header(request.headers(), HEADER).ok_or("no X-Twilio-Signature header")?;
    let given = STANDARD
        .decode(given.trim())
        .map_err(|_| "the X-Twilio-Signature header is no signature")?;
    let body = Body::of(request)?;
    let check = Check {
        token,
        given: &given,
    };
    let place = Place::of(public, request);
    if place
        .spellings()
        .iter()
        .any(|url| check.fits(url, body.signed()))
    {
        return Ok(body.params);
    }
    Err(diagnosis::explain(&check, &place, &body, account, request))
}

/// The body of a request, and which of it the signature covers directly.
struct Body {
    params: Params,
    is_form: bool,
}

impl Body {
    /// A form is signed parameter by parameter; any other body by its SHA-256, which the address carries.
    fn of(request: &Request<Bytes>) -> Result<Self, String> {
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        let bytes = request.body();
        if kind.is_none_or(|k| k.starts_with("application/x-www-form-urlencoded")) {
            let params = url::form_urlencoded::parse(bytes).into_owned().collect();
            return Ok(Self {
                params,
                is_form: true,
            });
        }
        let query = request.uri().query().unwrap_or("").as_bytes();
        let (_, stated) = url::form_urlencoded::parse(query)
            .find(|(name, _)| name == "bodySHA256")
            .ok_or("the body is no form and the address has no bodySHA256")?;
        let actual = hex(&Sha256::digest(bytes));
        let stated = stated.to_ascii_lowercase();
        if !bool::from(actual.as_bytes().ct_eq(stated.as_bytes())) {
            return Err(
                "the body is not the one that bodySHA256 in the address was made of".into(),
            );
        }
        Ok(Self {
            params: json_params(bytes),
            is_form: false,
        })
    }

    fn signed(&self) -> &[(String, String)] {
        if self.is_form { &self.params } else { &[] }
    }
}

/// The plain values of a JSON object.
fn json_params(bytes: &[u8]) -> Params {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(bytes).unwrap_or_default();
    let plain = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    object
        .into_iter()
        .filter_map(|(name, value)| Some((name, plain(value)?)))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A signature and the key it should be made with.
struct Check<'a> {
    token: &'a Secret,
    given: &'a [u8],
}

impl Check<'_> {
    /// Whether the signature is that of this address and form.
    fn fits(&self, url: &str, params: &[(String, String)]) -> bool {
        let mut sorted: Vec<_> = params.iter().collect();
        sorted.sort();
        // Twilio's own libraries count a parameter that is given twice with one value once.
        sorted.dedup();
        self.fits_in_order(url, &sorted)
    }

    fn fits_in_order(&self, url: &str, params: &[&(String, String)]) -> bool {
        let mut mac = Hmac::<Sha1>::new_from_slice(self.token.reveal().as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(url.as_bytes());
        for (name, value) in params {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        mac.finalize()
            .into_bytes()
            .as_slice()
            .ct_eq(self.given)
            .into()
    }
}

/// The address of a request in its pieces.
#[derive(Clone)]
struct Place {
    scheme: String,
    /// Without a port.
    host: String,
    port: Option<u16>,
    /// The path that the public URL adds in front.
    base: String,
    path: String,
    query: Option<String>,
}

impl Place {
    fn of(public: &Url, request: &Request<Bytes>) -> Self {
        Self {
            scheme: public.scheme().into(),
            host: public.host_str().unwrap_or_default().into(),
            port: public.port(),
            base: public.path().trim_end_matches('/').into(),
            path: request.uri().path().into(),
            query: request.uri().query().map(Into::into),
        }
    }

    /// Scheme, host and port.
    fn origin(&self, port: Option<u16>) -> String {
        let Self { scheme, host, .. } = self;
        match port {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }
    }

    /// The ways in which Twilio spells this address: it signs with or without a port, whatever was configured.
    fn spellings(&self) -> Vec<String> {
        let standard = if self.scheme == "https" { 443 } else { 80 };
        let mut ports = vec![self.port, None, Some(self.port.unwrap_or(standard))];
        ports.dedup();
        let query = self
            .query
            .as_ref()
            .map(|q| format!("?{q}"))
            .unwrap_or_default();
        let tail = format!("{}{}{query}", self.base, self.path);
        ports
            .iter()
            .map(|&port| format!("{}{tail}", self.origin(port)))
            .collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::sms) fn sign(token: &str, url: &str, params: &[(&str, &str)]) -> String {
        let mut sorted = params.to_vec();
        sorted.sort_unstable();
        let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap();
        mac.update(url.as_bytes());
        for (name, value) in sorted {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        STANDARD.encode(mac.finalize().into_bytes())
    }

    #[test]
    fn the_signature_is_that_of_the_documentation() {
        let params = [
            ("Digits", "1234"),
            ("CallSid", "CA1234567890ABCDE"),
            ("To", "+18005551212"),
            ("Caller", "+14158675310"),
            ("From", "+14158675310"),
        ];
        let url = "https://example.com/myapp.php?foo=1&bar=2";
        assert_eq!(sign("12345", url, &params), "L/OH5YylLD5NRKLltdqwSvS0BnU=");
        let given = STANDARD.decode("L/OH5YylLD5NRKLltdqwSvS0BnU=").unwrap();
        let check = Check {
            token: &Secret::from("12345"),
            given: &given,
        };
        let params: Params = params.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec();
        assert!(check.fits(url, &params));
        assert!(!check.fits("https://example.com/myapp.php", &params));
    }

    /// A form posted to `/webhooks/b/i`, signed for `url`.
    fn posted(url: &str) -> http::request::Builder {
        let signature = sign("token", url, &[("Body", "hi"), ("From", "+1")]);
        Request::post("/webhooks/b/i").header(HEADER, signature)
    }

    fn verified(public: &str, request: http::request::Builder) -> Result<Params, String> {
        let request = request
            .body(Bytes::from_static(b"From=%2B1&Body=hi"))
            .unwrap();
        verify(&"token".into(), &public.parse().unwrap(), "AC1", &request)
    }

    #[test]
    fn the_port_may_be_spelled_or_not() {
        let public = "https://desk.example";
        assert!(verified(public, posted("https://desk.example/webhooks/b/i")).is_ok());
        assert!(verified(public, posted("https://desk.example:443/webhooks/b/i")).is_ok());
        let public = "http://desk.example:8080/";
        assert!(verified(public, posted("http://desk.example:8080/webhooks/b/i")).is_ok());
        assert!(verified(public, posted("http://desk.example/webhooks/b/i")).is_ok());
        let below = verified(
            "https://desk.example/front",
            posted("https://desk.example/front/webhooks/b/i"),
        );
        assert!(below.is_ok());
    }

    #[test]
    fn the_host_header_is_not_believed() {
        let request = posted("https://evil.example/webhooks/b/i").header("host", "evil.example");
        assert!(verified("https://desk.example", request).is_err());
    }

    #[test]
    fn what_differs_is_told() {
        let told = |request| verified("https://desk.example", request).unwrap_err();
        assert_eq!(told(Request::post("/x")), "no X-Twilio-Signature header");
        assert_eq!(
            told(posted("http://desk.example/webhooks/b/i")),
            "the signature fits http://desk.example/webhooks/b/i: set [server] public_url to http://desk.example"
        );
        let request = posted("https://other.example/webhooks/b/i");
        assert_eq!(
            told(request.header("x-forwarded-host", "other.example")),
            "the signature fits https://other.example/webhooks/b/i: set [server] public_url to https://other.example"
        );
        assert!(told(posted("https://desk.example/webhooks/b/i/")).contains("slash"));
        let request = posted("https://unknown.example/webhooks/b/i");
        assert!(told(request).contains("check auth_token"));
    }

    #[test]
    fn a_json_body_is_held_to_the_hash_in_the_address() {
        let body = r#"{"MessageSid":"SM1"}"#;
        let target = format!("/webhooks/b/i?bodySHA256={}", hex(&Sha256::digest(body)));
        let signature = sign("token", &format!("https://desk.example{target}"), &[]);
        let request = |body: &'static str| {
            Request::post(&target)
                .header(CONTENT_TYPE, "application/json")
                .header(HEADER, &signature)
                .body(Bytes::from_static(body.as_bytes()))
                .unwrap()
        };
        let public = "https://desk.example".parse().unwrap();
        let verify = |request| verify(&"token".into(), &public, "AC1", &request);
        assert_eq!(verify(request(r#"{"MessageSid":"SM1"}"#)).unwrap().len(), 1);
        assert!(verify(request(r#"{"MessageSid":"SM2"}"#)).is_err());
    }
}
