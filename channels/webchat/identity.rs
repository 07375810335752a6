//! Whom the business's own site says that a visitor is. The site signs it with a secret that it shares with this inbox, so that a page
//! cannot make it up.

use super::limits::{IDENTITY_AHEAD_MS, IDENTITY_BYTES, IDENTITY_MS};
use frontdesk_core::{Address, Secret, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use std::fmt;

/// What the site says, as it comes in the first frame. No `Debug`: it is personal.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Identity {
    email: String,
    phone: String,
    name: String,
    at: i64,
    signature: String,
}

/// Why it is not believed. The words are for whoever builds the site; the visitor is told less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The inbox has no secret.
    Unconfigured,
    /// It is signed otherwise, or not at all.
    Signature,
    /// It was signed too long ago, or in the future.
    Time,
    /// It names no address, or one that is none.
    Address,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unconfigured => "the inbox has no identity_secret",
            Self::Signature => "the signature does not fit",
            Self::Time => "it was signed more than a day ago, or in the future",
            Self::Address => "it has neither an e-mail address nor a phone number like +15550123",
        })
    }
}

impl Identity {
    /// What is signed.
    fn canonical(&self, business: &str) -> String {
        let Self {
            email,
            phone,
            name,
            at,
            ..
        } = self;
        format!("frontdesk-identity-v1\n{business}\n{at}\n{email}\n{phone}\n{name}")
    }

    /// The visitor's addresses, if the site vouches for them.
    pub(super) fn vouched(
        &self,
        business: &str,
        secret: &Secret,
        now: Timestamp,
    ) -> Result<Vec<Address>, Doubt> {
        if secret.is_empty() {
            return Err(Doubt::Unconfigured);
        }
        let fields = [&self.email, &self.phone, &self.name];
        let odd = |f: &&String| f.len() > IDENTITY_BYTES || f.chars().any(char::is_control);
        let signature = unhex(&self.signature).filter(|_| !fields.iter().any(odd));
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(self.canonical(business).as_bytes());
        // Compares in constant time.
        let fits = signature.is_some_and(|s| mac.verify_slice(&s).is_ok());
        if !fits {
            return Err(Doubt::Signature);
        }
        let age = now.0 / 1_000 - self.at;
        if !(-IDENTITY_AHEAD_MS / 1_000..=IDENTITY_MS / 1_000).contains(&age) {
            return Err(Doubt::Time);
        }
        let mail = Some(self.email.trim().to_lowercase()).filter(|m| is_mail(m));
        let phone: String = self
            .phone
            .chars()
            .filter(|c| !" -().".contains(*c))
            .collect();
        let phone = Some(phone).filter(|p| is_phone(p));
        let mail = mail.map(|m| Address::new("email", &m));
        let phone = phone.map(|p| Address::new("sms", &p));
        let addresses: Vec<Address> = mail.into_iter().chain(phone).collect();
        if addresses.is_empty() {
            return Err(Doubt::Address);
        }
        Ok(addresses)
    }

    /// The name the visitor goes by there.
    pub(super) fn name(&self) -> Option<String> {
        Some(self.name.trim().to_owned()).filter(|n| !n.is_empty())
    }

    /// Names this word of the site.
    pub(super) fn id(&self) -> &str {
        &self.signature
    }
}

fn is_mail(mail: &str) -> bool {
    let Some((local, domain)) = mail.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && domain.contains('.')
        && !domain.contains('@')
        && !mail.contains(char::is_whitespace)
}

fn is_phone(phone: &str) -> bool {
    phone.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

fn unhex(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn secret() -> Secret {
        "a secret of the site that nobody guesses".into()
    }

    fn signed(mut identity: Identity) -> Identity {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret().reveal().as_bytes()).unwrap();
        mac.update(identity.canonical("harbor").as_bytes());
        let mac = mac.finalize().into_bytes();
        identity.signature = mac.iter().map(|b| format!("{b:02x}")).collect();
        identity
    }

    fn zoe() -> Identity {
        Identity {
            email: "Zoe@B.example".into(),
            phone: "+1 (555) 010-1234".into(),
            name: "Zoe".into(),
            at: NOW.0 / 1_000 - 60,
            signature: String::new(),
        }
    }

    fn doubt(identity: &Identity, business: &str, secret: &Secret) -> Option<Doubt> {
        identity.vouched(business, secret, NOW).err()
    }

    #[test]
    fn what_the_site_signed_is_believed_and_nothing_else() {
        let good = signed(zoe());
        let addresses = good.vouched("harbor", &secret(), NOW).unwrap();
        let texts: Vec<&str> = addresses.iter().map(Address::as_str).collect();
        assert_eq!(texts, ["email:zoe@b.example", "sms:+15550101234"]);
        let forged = Identity {
            email: "ann@b.example".into(),
            ..good.clone()
        };
        assert_eq!(doubt(&forged, "harbor", &secret()), Some(Doubt::Signature));
        assert_eq!(doubt(&good, "other", &secret()), Some(Doubt::Signature));
        assert_eq!(
            doubt(&good, "harbor", &"another".into()),
            Some(Doubt::Signature)
        );
        assert_eq!(doubt(&zoe(), "harbor", &secret()), Some(Doubt::Signature));
        assert_eq!(
            doubt(&good, "harbor", &Secret::default()),
            Some(Doubt::Unconfigured)
        );
    }

    #[test]
    fn a_signature_is_good_for_a_day() {
        for (age_s, good) in [
            (86_000, true),
            (87_000, false),
            (-60, true),
            (-4_000, false),
        ] {
            let identity = signed(Identity {
                at: NOW.0 / 1_000 - age_s,
                ..zoe()
            });
            assert_eq!(
                doubt(&identity, "harbor", &secret()).is_none(),
                good,
                "{age_s}"
            );
        }
    }

    #[test]
    fn a_field_cannot_pass_for_two() {
        let one = signed(Identity {
            phone: String::new(),
            name: "x".into(),
            ..zoe()
        });
        let moved = Identity {
            email: format!("{}\n", one.email),
            phone: String::new(),
            ..one.clone()
        };
        assert_eq!(doubt(&moved, "harbor", &secret()), Some(Doubt::Signature));
        let none = signed(Identity {
            email: "zoe".into(),
            phone: "555 010 1234".into(),
            ..zoe()
        });
        assert_eq!(doubt(&none, "harbor", &secret()), Some(Doubt::Address));
    }
}
