//! The keys of an e-mail inbox; the comments are its documentation.

use super::limits;
use crate::{
    SettingsError,
    settings::{base_url, read},
};
use frontdesk_core::Secret;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use schemars::JsonSchema;
use serde::Deserialize;
use std::net::IpAddr;

/// An inbox with `channel = "email"`: one mailbox.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The server that mail is read from.
    pub(super) imap_host: String,
    /// Its port. Left out: 993 with "tls", 143 otherwise.
    #[serde(default)]
    pub(super) imap_port: Option<u16>,
    /// How the connection is protected. "tls": from the first byte. "starttls": upgraded before anything is said, and given up if
    /// the server cannot. "none": not at all, for a server on this machine only. Left out: "starttls" on port 143, else "tls".
    #[serde(default)]
    pub(super) imap_tls: Option<Security>,
    /// The server that mail is sent through.
    pub(super) smtp_host: String,
    /// Its port. Left out: 465 with "tls", 587 otherwise.
    #[serde(default)]
    pub(super) smtp_port: Option<u16>,
    /// As `imap_tls`. Left out: "tls" on port 465, else "starttls".
    #[serde(default)]
    pub(super) smtp_tls: Option<Security>,
    /// The account. Left out: the address.
    #[serde(default)]
    pub(super) username: String,
    /// Its password. Most providers want one made for programs ("app password").
    #[serde(default)]
    pub(super) password: Secret,
    /// The account for sending, where it is another one.
    #[serde(default)]
    pub(super) smtp_username: String,
    /// Its password.
    #[serde(default)]
    pub(super) smtp_password: Secret,
    /// Where tokens are had in the place of a password (OAuth 2.0), for providers that take no password: Microsoft 365. Empty:
    /// the password is used.
    #[serde(default)]
    pub(super) token_url: String,
    /// The program's id there.
    #[serde(default)]
    pub(super) token_client_id: String,
    /// The program's secret.
    #[serde(default)]
    pub(super) token_client_secret: Secret,
    /// What the tokens are for.
    #[serde(default = "default_scope")]
    pub(super) token_scope: String,
    /// A refresh token of somebody who signed in. Empty: the program signs in for itself (client credentials).
    #[serde(default)]
    pub(super) token_refresh: Secret,
    /// The address of the business: what customers write to and what replies come from.
    pub(super) address: String,
    /// The name beside it. Empty: the name of the business.
    #[serde(default)]
    pub(super) from_name: String,
    /// A file with certificates (PEM) of authorities that are trusted for this mailbox besides the public ones.
    #[serde(default)]
    pub(super) ca_file: String,
    /// The folder that is read.
    #[serde(default = "default_mailbox")]
    pub(super) mailbox: String,
    /// Whether the server delivers name+anything@domain to name@domain. Replies then carry what they answer in their address,
    /// and find back even where a mail program drops the headers.
    #[serde(default = "yes")]
    pub(super) plus_addressing: bool,
    /// How often the mailbox is looked at where the server cannot tell of new mail by itself (IDLE), in seconds, 1 to 3600.
    #[serde(default = "default_poll_s")]
    pub(super) poll_s: u64,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after a command; required.
    Starttls,
    /// None; loopback only.
    None,
}

fn default_mailbox() -> String {
    "INBOX".into()
}

fn default_scope() -> String {
    "https://outlook.office365.com/.default".into()
}

fn default_poll_s() -> u64 {
    limits::POLL_S
}

fn yes() -> bool {
    true
}

/// Where and how one of the two servers is reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Server<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) security: Security,
}

impl Settings {
    /// Reads and checks the keys of an inbox.
    pub(super) fn read(table: &toml::Table) -> Result<Self, SettingsError> {
        let mut settings: Self = read(table)?;
        settings.address = settings.address.trim().to_lowercase();
        if settings.address.parse::<lettre::Address>().is_err() {
            return Err(SettingsError::at(
                "address",
                format!(
                    "{:?} is no mail address; allowed: name@domain",
                    settings.address
                ),
            ));
        }
        if settings.username.is_empty() {
            settings.username.clone_from(&settings.address);
        }
        if settings.smtp_username.is_empty() {
            settings.smtp_username.clone_from(&settings.username);
        }
        if settings.smtp_password.is_empty() {
            settings.smtp_password = settings.password.clone();
        }
        server("imap", settings.imap())?;
        server("smtp", settings.smtp())?;
        if settings.has_tokens() {
            settings.token_url = base_url("token_url", &settings.token_url)?;
            if settings.token_client_id.is_empty() {
                let message = "empty; tokens are given to a program with an id";
                return Err(SettingsError::at("token_client_id", message));
            }
        } else if settings.password.is_empty() {
            let message =
                "missing; this channel needs it, or token_url where the provider takes no password";
            return Err(SettingsError::at("password", message));
        }
        if settings.mailbox.trim().is_empty() || settings.mailbox.contains(['\r', '\n']) {
            return Err(SettingsError::at(
                "mailbox",
                "no folder; allowed: INBOX or a folder's name",
            ));
        }
        if !(1..=3_600).contains(&settings.poll_s) {
            return Err(SettingsError::at(
                "poll_s",
                format!("{} seconds; allowed: 1 to 3600", settings.poll_s),
            ));
        }
        Ok(settings)
    }

    /// Whether tokens are used in the place of a password.
    pub(super) fn has_tokens(&self) -> bool {
        !self.token_url.is_empty()
    }

    /// The server that mail is read from.
    pub(super) fn imap(&self) -> Server<'_> {
        let security = self.imap_tls.unwrap_or(match self.imap_port {
            Some(143) => Security::Starttls,
            _ => Security::Tls,
        });
        let usual = if security == Security::Tls { 993 } else { 143 };
        Server {
            host: &self.imap_host,
            port: self.imap_port.unwrap_or(usual),
            security,
        }
    }

    /// The server that mail is sent through.
    pub(super) fn smtp(&self) -> Server<'_> {
        let security = self.smtp_tls.unwrap_or(match self.smtp_port {
            Some(465) => Security::Tls,
            _ => Security::Starttls,
        });
        let usual = if security == Security::Tls { 465 } else { 587 };
        Server {
            host: &self.smtp_host,
            port: self.smtp_port.unwrap_or(usual),
            security,
        }
    }

    /// The authorities of `ca_file`; none if there is no such key.
    pub(super) fn authorities(&self) -> Result<Vec<CertificateDer<'static>>, SettingsError> {
        if self.ca_file.is_empty() {
            return Ok(Vec::new());
        }
        let wrong = |why: String| SettingsError::at("ca_file", format!("{:?} {why}", self.ca_file));
        let pem =
            std::fs::read(&self.ca_file).map_err(|e| wrong(format!("cannot be read: {e}")))?;
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        match found {
            Ok(found) if !found.is_empty() => Ok(found),
            _ => Err(wrong(
                "holds no certificate; allowed: PEM, \"-----BEGIN CERTIFICATE-----\"".into(),
            )),
        }
    }
}

/// Checks one server; a password goes to this machine only in the clear.
fn server(which: &str, server: Server<'_>) -> Result<(), SettingsError> {
    let host = server.host;
    let plain = !host.is_empty()
        && !host.contains(|c: char| c.is_whitespace() || c == '/' || c == '@')
        && (host.parse::<IpAddr>().is_ok() || !host.contains(':'));
    if !plain {
        return Err(SettingsError::at(
            &format!("{which}_host"),
            format!("{host:?} is no host; allowed: a name or an IP address, without port"),
        ));
    }
    if server.security == Security::None && !is_loopback(host) {
        return Err(SettingsError::at(
            &format!("{which}_tls"),
            format!(
                "\"none\" would send the password to {host:?} in the clear; allowed: \"tls\", \"starttls\", or \"none\" for a server on this machine"
            ),
        ));
    }
    Ok(())
}

fn is_loopback(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &str) -> Result<Settings, SettingsError> {
        let base = "password = 'hunter2'\naddress = 'Desk@Harbor.example'\n";
        Settings::read(&format!("{base}{more}").parse().unwrap())
    }

    fn key(more: &str) -> String {
        let error = read(more).unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
        error.key.unwrap()
    }

    const HOSTS: &str = "imap_host = 'imap.harbor.example'\nsmtp_host = 'smtp.harbor.example'\n";

    #[test]
    fn ports_and_protection_follow_each_other() {
        let settings = read(HOSTS).unwrap();
        assert_eq!(settings.address, "desk@harbor.example");
        assert_eq!(settings.username, "desk@harbor.example");
        let (imap, smtp) = (settings.imap(), settings.smtp());
        assert_eq!((imap.port, imap.security), (993, Security::Tls));
        assert_eq!((smtp.port, smtp.security), (587, Security::Starttls));
        let settings = read(&format!("{HOSTS}smtp_port = 465\nimap_port = 143")).unwrap();
        assert_eq!(settings.smtp().security, Security::Tls);
        assert_eq!(settings.imap().security, Security::Starttls);
    }

    #[test]
    fn a_password_goes_in_the_clear_to_this_machine_only() {
        assert_eq!(key(&format!("{HOSTS}smtp_tls = 'none'")), "smtp_tls");
        assert_eq!(key(&format!("{HOSTS}imap_tls = 'none'")), "imap_tls");
        let here = "imap_host = '127.0.0.1'\nsmtp_host = 'localhost'\nimap_tls = 'none'\nsmtp_tls = 'none'";
        assert!(read(here).is_ok());
    }

    #[test]
    fn what_cannot_work_is_told_with_its_key() {
        assert_eq!(key("imap_host = 'a'"), "smtp_host");
        assert_eq!(key("imap_host = 'imap://a'\nsmtp_host = 'b'"), "imap_host");
        assert_eq!(key(&format!("{HOSTS}imap_tls = 'ssl'")), "imap_tls");
        assert_eq!(key(&format!("{HOSTS}poll_s = 0")), "poll_s");
        let settings = read(&format!("{HOSTS}ca_file = '/nowhere/ca.pem'")).unwrap();
        assert_eq!(
            settings.authorities().unwrap_err().key.as_deref(),
            Some("ca_file")
        );
    }
}
