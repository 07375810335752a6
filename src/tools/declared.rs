//! Tools that a business declares in its configuration: calls of its own systems over HTTP. The model fills in parameters that are
//! checked against their schema; who the customer is comes from the engine; where it goes is fixed by a template and guarded by
//! [`frontdesk_egress`]. What writes carries an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) that is the same
//! whenever the same thing is asked for the same message, so that a turn that runs again does it once.

mod answer;
mod declaration;
mod engine;
mod schema;
mod template;
#[cfg(test)]
mod tests;

pub use declaration::{Declaration, Fault};

use crate::{limits, spec};
use answer::Answers;
use async_trait::async_trait;
use bytes::Bytes;
use engine::Source;
use frontdesk_core::{
    Error,
    tool::{Tool, ToolContext, ToolOutput, ToolSpec},
};
use frontdesk_egress::{Allowed, Egress, Request};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use schema::Parameters;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use template::{BodyTemplate, UrlTemplate};

const OPERATION: &str = "calling a tool of the business";

/// A tool that a business declared.
pub struct Declared {
    spec: ToolSpec,
    parameters: Parameters,
    sources: Vec<(String, Source)>,
    method: Method,
    url: UrlTemplate,
    headers: HeaderMap,
    body: Option<BodyTemplate>,
    answers: Answers,
    writes: bool,
    requires_proof: bool,
    timeout_ms: u64,
    egress: Egress,
}

impl Declaration {
    /// The kinds of channels that it speaks of, for whoever knows which exist.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        engine::kinds(&self.from_engine)
    }
}

/// The tools that a business declared.
///
/// # Errors
/// Each declaration that cannot be right: its number, from 0, and what is wrong.
pub fn declared(declarations: &[Declaration]) -> Result<Vec<Declared>, Vec<(usize, Fault)>> {
    let (mut tools, mut faults) = (Vec::new(), Vec::new());
    // Each client has its own certificates in memory: those that may reach the same share one.
    let mut clients: Vec<(Allowed, Egress)> = Vec::new();
    for (n, declaration) in declarations.iter().enumerate() {
        match Declared::read(declaration, &mut clients) {
            Ok(tool) => tools.push(tool),
            Err(fault) => faults.push((n, fault)),
        }
        let before = &declarations[..n];
        if before.iter().any(|d| d.name == declaration.name) {
            let what = format!("two tools are called \"{}\"", declaration.name);
            faults.push((n, Fault::new("name", what)));
        }
    }
    if declarations.len() > limits::DECLARED {
        let what = format!(
            "there are more than {} tools: a model chooses badly among so many",
            limits::DECLARED
        );
        faults.push((limits::DECLARED, Fault::new("name", what)));
    }
    if faults.is_empty() {
        Ok(tools)
    } else {
        Err(faults)
    }
}

impl Declared {
    fn read(of: &Declaration, clients: &mut Vec<(Allowed, Egress)>) -> Result<Self, Fault> {
        check_words(of)?;
        let method = method(&of.method)?;
        let writes = of.writes.unwrap_or(method != Method::GET);
        let allowed =
            Allowed::read(&of.allow_private).map_err(|e| Fault::new("allow_private", e))?;
        let egress = match clients.iter().find(|(a, _)| *a == allowed) {
            Some((_, egress)) => egress.clone(),
            None => {
                let egress = Egress::new(allowed.clone())
                    .map_err(|e| Fault::new("allow_private", e.to_string()))?;
                clients.push((allowed, egress.clone()));
                egress
            }
        };
        let parameters =
            Parameters::read(&of.parameters).map_err(|e| Fault::new("parameters", e))?;
        let sources = engine::sources(&of.from_engine, writes)?;
        let url = UrlTemplate::read(of.url.reveal()).map_err(|e| Fault::new("url", e))?;
        let body = of
            .body
            .as_ref()
            .map(BodyTemplate::read)
            .transpose()
            .map_err(|e| Fault::new("body", e))?;
        let tool = Self {
            spec: ToolSpec {
                name: of.name.clone(),
                description: of.description.trim().to_owned(),
                parameters: parameters.schema().clone(),
            },
            parameters,
            sources,
            url,
            headers: headers(of)?,
            body,
            answers: Answers::read(of)?,
            writes,
            requires_proof: of.requires_proof.unwrap_or(writes),
            timeout_ms: of.timeout_ms,
            egress,
            method,
        };
        tool.check_places()?;
        tool.check_host()?;
        Ok(tool)
    }

    /// Every argument has a place and every place an argument.
    fn check_places(&self) -> Result<(), Fault> {
        let sources: Vec<&str> = self.sources.iter().map(|(name, _)| name.as_str()).collect();
        if let Some(name) = self.parameters.names().find(|n| sources.contains(n)) {
            let what =
                format!("`{name}` is a parameter too: either the model fills it in or the program");
            return Err(Fault::new("from_engine", what));
        }
        let known =
            |name: &str| sources.contains(&name) || self.parameters.names().any(|n| n == name);
        let (in_path, in_query) = self.url.arguments();
        for name in in_path.iter().chain(&in_query) {
            if !known(name) {
                return Err(Fault::new(
                    "url",
                    format!("names {{{name}}}, which is in neither parameters nor from_engine"),
                ));
            }
            if !sources.contains(name) && !self.parameters.is_plain(name) {
                return Err(Fault::new(
                    "url",
                    format!("names {{{name}}}, which is no plain value"),
                ));
            }
        }
        let optional = |n: &&&str| !sources.contains(*n) && !self.parameters.requires(n);
        if let Some(name) = in_path.iter().find(optional) {
            return Err(Fault::new(
                "url",
                format!("has {{{name}}} in its path, so that it must be required"),
            ));
        }
        let in_body = self
            .body
            .as_ref()
            .map(BodyTemplate::arguments)
            .unwrap_or_default();
        if let Some(name) = in_body.iter().find(|n| !known(n)) {
            return Err(Fault::new(
                "body",
                format!("names {{{name}}}, which is in neither parameters nor from_engine"),
            ));
        }
        if self.body.is_some() && self.method == Method::GET {
            return Err(Fault::new("body", "is not sent with GET"));
        }
        let placed = |name: &str| {
            in_path.contains(&name) || in_query.contains(&name) || in_body.iter().any(|n| n == name)
        };
        let takes_rest = self.body.is_none() && self.method != Method::GET;
        let names = self.parameters.names().chain(sources.iter().copied());
        match names.into_iter().find(|n| !placed(n) && !takes_rest) {
            Some(name) => Err(Fault::new(
                "parameters",
                format!("`{name}` is used nowhere: put {{{name}}} into the url or the body"),
            )),
            None => Ok(()),
        }
    }

    /// A private address is told when the configuration is read, where it can be.
    fn check_host(&self) -> Result<(), Fault> {
        let (in_path, in_query) = self.url.arguments();
        let any = in_path
            .into_iter()
            .chain(in_query)
            .map(|n| (n.to_owned(), Value::from("x")));
        let url = self
            .url
            .fill(&any.collect())
            .map_err(|e| Fault::new("url", e))?;
        self.egress
            .check(&url)
            .map_err(|e| Fault::new("url", e.to_string()))
    }

    /// The request with these arguments.
    fn request(
        &self,
        context: &ToolContext,
        mut arguments: Map<String, Value>,
    ) -> Result<Request, Error> {
        let wrong = |what: String| spec::wrong(OPERATION, what);
        let key = self.writes.then(|| self.key(context, &arguments));
        let mut request = Request::get(self.url.fill(&arguments).map_err(wrong)?);
        request.method = self.method.clone();
        request.headers = self.headers.clone();
        request.redirects = if self.writes {
            0
        } else {
            limits::TOOL_REDIRECTS
        };
        request.max_bytes = limits::ANSWER_BYTES;
        request.timeout_ms = self.timeout_ms;
        if self.method != Method::GET {
            let body = match &self.body {
                Some(body) => body.fill(&arguments).map_err(wrong)?,
                None => {
                    let (in_path, in_query) = self.url.arguments();
                    arguments.retain(|name, _| {
                        !in_path.contains(&name.as_str()) && !in_query.contains(&name.as_str())
                    });
                    Value::Object(arguments)
                }
            };
            request.body = Some(Bytes::from(body.to_string()));
        }
        if let Some(key) = key
            && let Ok(value) = HeaderValue::from_str(&key)
        {
            request.headers.insert("idempotency-key", value);
        }
        Ok(request)
    }

    /// The same for the same call on account of the same message, whenever and however often it is made: a UUID in quotes, as the
    /// draft has it.
    fn key(&self, context: &ToolContext, arguments: &Map<String, Value>) -> String {
        let mut text = String::new();
        canonical(&Value::Object(arguments.clone()), &mut text);
        let about = [
            context.business.id.as_str(),
            &context.conversation.to_string(),
            &context.answers.to_string(),
            &self.spec.name,
            &text,
        ];
        let hash = Sha256::digest(about.join("\n").as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        format!(
            "\"{}\"",
            uuid::Builder::from_custom_bytes(bytes).into_uuid()
        )
    }
}

#[async_trait]
impl Tool for Declared {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    fn looks_elsewhere(&self) -> bool {
        true
    }

    fn writes(&self) -> bool {
        self.writes
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, Error> {
        self.parameters
            .check(&arguments)
            .map_err(|what| spec::wrong(OPERATION, what))?;
        if self.requires_proof && context.identity.proven.is_empty() {
            return Ok(answer::unproven());
        }
        let Value::Object(mut arguments) = arguments else {
            return Err(spec::wrong(OPERATION, "the arguments are no object"));
        };
        arguments.retain(|_, value| !value.is_null());
        for (name, source) in &self.sources {
            match source.of(context) {
                Some(value) => drop(arguments.insert(name.clone(), Value::String(value))),
                None => return Ok(answer::unproven()),
            }
        }
        let request = self.request(context, arguments)?;
        let reply = self.egress.send(request).await;
        Ok(self.answers.output(&self.spec.name, self.writes, reply))
    }
}

fn check_words(of: &Declaration) -> Result<(), Fault> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !of.name.starts_with(|c: char| c.is_ascii_lowercase())
        || !of.name.chars().all(plain)
        || of.name.len() > 64
    {
        return Err(Fault::new(
            "name",
            format!(
                "\"{}\" is no name for a tool: at most 64 of a-z, 0-9 and _, with a letter first",
                of.name
            ),
        ));
    }
    if crate::NAMES.contains(&of.name.as_str()) {
        return Err(Fault::new(
            "name",
            format!(
                "\"{}\" is a tool that comes with the program; choose another name",
                of.name
            ),
        ));
    }
    let length = of.description.trim().chars().count();
    if length == 0 || length > limits::DESCRIPTION_CHARS {
        let what = format!(
            "has {length} characters; the model needs 1 to {}, to know when to use it",
            limits::DESCRIPTION_CHARS
        );
        return Err(Fault::new("description", what));
    }
    if !(1..=limits::DECLARED_MS).contains(&of.timeout_ms) {
        let what = format!(
            "{} is not within 1 and {}: a customer waits for it",
            of.timeout_ms,
            limits::DECLARED_MS
        );
        return Err(Fault::new("timeout_ms", what));
    }
    Ok(())
}

fn method(name: &str) -> Result<Method, Fault> {
    match name {
        "GET" => Ok(Method::GET),
        "POST" => Ok(Method::POST),
        "PUT" => Ok(Method::PUT),
        "PATCH" => Ok(Method::PATCH),
        "DELETE" => Ok(Method::DELETE),
        other => Err(Fault::new(
            "method",
            format!("\"{other}\" is no method; allowed are GET, POST, PUT, PATCH, DELETE"),
        )),
    }
}

/// Headers that the program sets by itself.
const OURS: [&str; 7] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "idempotency-key",
    "content-type",
];

fn headers(of: &Declaration) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if of.method != "GET" {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    for (name, value) in &of.headers {
        let parsed = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .filter(|n| !OURS.contains(&n.as_str()));
        let parsed =
            parsed.ok_or_else(|| Fault::new("headers", format!("`{name}` cannot be set")))?;
        // What was wrong with the value stays unsaid: it is a secret.
        let mut value = HeaderValue::from_str(value.reveal()).map_err(|_| {
            Fault::new(
                "headers",
                format!("the value of `{name}` has characters that no header can have"),
            )
        })?;
        value.set_sensitive(true);
        headers.insert(parsed, value);
    }
    Ok(headers)
}

/// JSON with the keys in order: two objects with the same content give the same text.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (name, field) in sorted {
                let _ = write!(out, "{}:", Value::String(name.clone()));
                canonical(field, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
}
