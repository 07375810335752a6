//! Keys and sealing. What customers write is sealed with a key of their own, which is kept wrapped by the master
//! key; names that are claimed are kept as keyed hashes. Whoever has the files and not the master key reads neither.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{AeadInOut, inout::InOutBuf},
};
use frontdesk_core::{
    BusinessId, CustomerId, Error, ErrorKind, Result, Secret,
    store::{Blob, ClaimKey},
};
use hmac::{Hmac, Mac};
use rand::RngCore;
use sha2::Sha256;
use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};
use zeroize::{Zeroize, Zeroizing};

const KEY: usize = 32;
const NONCE: usize = 24;
const TAG: usize = 16;
const KEY_ID: usize = 4;

/// What a wrapped key takes: its id, nonce, key, tag.
pub(crate) const WRAPPED: usize = KEY_ID + NONCE + KEY + TAG;

/// A claimed name as the store keeps it.
pub(crate) type ClaimHash = [u8; 16];

/// Tells one key of a customer from the next, after the first was destroyed.
pub(crate) type KeyId = [u8; KEY_ID];

/// The key that everything else is sealed under: 32 bytes, never printed, wiped when dropped.
pub struct MasterKey(Zeroizing<[u8; KEY]>);

impl MasterKey {
    /// The key written as base64.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] if that is not the base64 of 32 bytes.
    pub fn from_base64(text: &Secret) -> Result<Self> {
        let bytes = BASE64_STANDARD
            .decode(text.reveal().trim())
            .map(Zeroizing::new);
        let key = bytes
            .ok()
            .and_then(|b| <[u8; KEY]>::try_from(b.as_slice()).ok());
        key.map(|k| Self(Zeroizing::new(k))).ok_or_else(|| {
            Error::new(
                ErrorKind::Invalid,
                "reading the store key: 32 bytes in base64 are expected",
            )
        })
    }

    /// The key in this file; a file that is not there is created with a new key, readable by its owner alone.
    ///
    /// # Errors
    /// If the file cannot be read or created, or does not hold a key.
    pub fn load_or_create(path: &Path) -> Result<Self> {
        match Self::load(path) {
            Err(e) if e.kind() == ErrorKind::NotFound => Self::create(path),
            other => other,
        }
    }

    /// A new random key.
    pub fn generate() -> Self {
        let mut key = Zeroizing::new([0; KEY]);
        rand::rng().fill_bytes(&mut *key);
        Self(key)
    }

    /// A key for another purpose, which says nothing of this one.
    pub fn derive(&self, purpose: &str) -> Secret {
        Secret::from(&*BASE64_STANDARD.encode(*self.subkey(purpose)))
    }

    fn load(path: &Path) -> Result<Self> {
        let mut text = Zeroizing::new(String::new());
        let read = File::open(path).and_then(|f| f.take(1024).read_to_string(&mut text));
        read.map_err(|e| {
            let kind = match e.kind() {
                io::ErrorKind::NotFound => ErrorKind::NotFound,
                _ => ErrorKind::Disk,
            };
            file_error(kind, "reading the key file", path).because(e)
        })?;
        let key = Self::from_base64(&Secret::from(text.as_str()));
        key.map_err(|e| file_error(e.kind(), "reading the key file", path).because(e))
    }

    fn create(path: &Path) -> Result<Self> {
        let key = Self::generate();
        let text = Zeroizing::new(BASE64_STANDARD.encode(key.0.as_slice()) + "\n");
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
            File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
        });
        written
            .map_err(|e| file_error(ErrorKind::Disk, "creating the key file", path).because(e))?;
        Ok(key)
    }

    fn subkey(&self, purpose: &str) -> Zeroizing<[u8; KEY]> {
        let mut mac = keyed(&self.0);
        mac.update(purpose.as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(***)")
    }
}

fn file_error(kind: ErrorKind, operation: &'static str, path: &Path) -> Error {
    Error::new(kind, operation).with("file", path.display())
}

fn keyed(key: &[u8; KEY]) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// The master key at work: one subkey for each purpose.
pub(crate) struct Vault {
    claims: Hmac<Sha256>,
    blobs: Hmac<Sha256>,
    wrap: Zeroizing<[u8; KEY]>,
    check: Zeroizing<[u8; KEY]>,
}

impl Vault {
    pub(crate) fn new(master: &MasterKey) -> Self {
        Self {
            claims: keyed(&master.subkey("frontdesk claims 1")),
            blobs: keyed(&master.subkey("frontdesk files 1")),
            wrap: master.subkey("frontdesk customer keys 1"),
            check: master.subkey("frontdesk check 1"),
        }
    }

    /// The keyed hash of a claimed name. The business is part of it.
    pub(crate) fn claim(&self, business: &BusinessId, key: &ClaimKey) -> ClaimHash {
        let mut mac = self.claims.clone();
        mac.update(&(business.as_str().len() as u64).to_le_bytes());
        mac.update(business.as_str().as_bytes());
        mac.update(key.0.as_bytes());
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        let mut short = ClaimHash::default();
        short.copy_from_slice(&full[..size_of::<ClaimHash>()]);
        short
    }

    /// The name and key of a file's content. Both follow from whose it is and what it is, so that the same file is kept once; only
    /// whoever has them from a journal, or the file itself and the master key, can open it.
    pub(crate) fn blob(&self, business: &BusinessId, customer: CustomerId, content: &[u8]) -> Blob {
        let hashed = |purpose: &[u8]| -> [u8; 32] {
            let mut mac = self.blobs.clone();
            mac.update(purpose);
            mac.update(&(business.as_str().len() as u64).to_le_bytes());
            mac.update(business.as_str().as_bytes());
            mac.update(&customer.to_bytes());
            mac.update(content);
            mac.finalize().into_bytes().into()
        };
        let mut id = [0; 16];
        id.copy_from_slice(&hashed(b"name")[..16]);
        Blob {
            id,
            key: hashed(b"key "),
        }
    }

    /// A record that only the same master key opens.
    pub(crate) fn make_check(&self) -> Vec<u8> {
        let mut record = Vec::new();
        seal(&self.check, b"check", &mut record, |_| ());
        record
    }

    /// Whether a record of [`Vault::make_check`] was made with this master key.
    pub(crate) fn fits(&self, record: &[u8]) -> bool {
        open(&self.check, b"check", record).is_some()
    }

    /// A new key for a customer.
    pub(crate) fn make_key(&self, business: &BusinessId, customer: CustomerId) -> CustomerKey {
        let mut key = Zeroizing::new([0; KEY]);
        let mut id = KeyId::default();
        rand::rng().fill_bytes(&mut *key);
        rand::rng().fill_bytes(&mut id);
        let mut wrapped = Vec::with_capacity(WRAPPED);
        wrapped.extend_from_slice(&id);
        seal(
            &self.wrap,
            &wrap_context(business, customer, id),
            &mut wrapped,
            |out| {
                out.extend_from_slice(&*key);
            },
        );
        CustomerKey {
            id,
            key,
            wrapped,
            saved: AtomicBool::new(false),
        }
    }

    /// A key of a customer as it was stored; `None` if it does not unwrap.
    pub(crate) fn unwrap_key(
        &self,
        business: &BusinessId,
        customer: CustomerId,
        wrapped: &[u8],
    ) -> Option<CustomerKey> {
        let (id, sealed) = wrapped.split_first_chunk::<KEY_ID>()?;
        let plain = Zeroizing::new(open(
            &self.wrap,
            &wrap_context(business, customer, *id),
            sealed,
        )?);
        Some(CustomerKey {
            id: *id,
            key: Zeroizing::new(plain.as_slice().try_into().ok()?),
            wrapped: wrapped.to_vec(),
            saved: AtomicBool::new(true),
        })
    }
}

fn wrap_context(business: &BusinessId, customer: CustomerId, id: KeyId) -> Vec<u8> {
    [business.as_str().as_bytes(), &customer.to_bytes(), &id].concat()
}

/// The content of a file as it is stored.
pub(crate) fn seal_blob(business: &BusinessId, blob: &Blob, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + NONCE + TAG);
    seal(&blob.key, &blob_context(business, blob), &mut out, |o| {
        o.extend_from_slice(content);
    });
    out
}

/// What [`seal_blob`] sealed; `None` if it was changed, or the key is another.
pub(crate) fn open_blob(business: &BusinessId, blob: &Blob, sealed: &[u8]) -> Option<Vec<u8>> {
    open(&blob.key, &blob_context(business, blob), sealed)
}

fn blob_context(business: &BusinessId, blob: &Blob) -> Vec<u8> {
    [b"file", business.as_str().as_bytes(), &blob.id].concat()
}

/// The key that seals what belongs to one customer.
pub(crate) struct CustomerKey {
    id: KeyId,
    key: Zeroizing<[u8; KEY]>,
    wrapped: Vec<u8>,
    saved: AtomicBool,
}

impl CustomerKey {
    /// Appends the key's id and what `write` appends, sealed and bound to `context`.
    pub(crate) fn seal(&self, context: &[u8], out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        out.extend_from_slice(&self.id);
        seal(&self.key, context, out, write);
    }

    /// What [`CustomerKey::seal`] sealed.
    pub(crate) fn open(&self, context: &[u8], sealed: &[u8]) -> Opened {
        match sealed.split_first_chunk::<KEY_ID>() {
            Some((id, _)) if *id != self.id => Opened::OtherKey,
            Some((_, rest)) => open(&self.key, context, rest).map_or(Opened::Broken, Opened::Plain),
            None => Opened::Broken,
        }
    }

    /// The key as it is stored.
    pub(crate) fn wrapped(&self) -> &[u8] {
        &self.wrapped
    }

    /// Whether the wrapped key is on disk.
    pub(crate) fn is_saved(&self) -> bool {
        self.saved.load(Ordering::Acquire)
    }

    /// Notes that the wrapped key is on disk.
    pub(crate) fn set_saved(&self) {
        self.saved.store(true, Ordering::Release);
    }
}

/// What opening something sealed gave.
pub(crate) enum Opened {
    /// What was sealed.
    Plain(Vec<u8>),
    /// It was sealed with an earlier key of the customer, which was destroyed.
    OtherKey,
    /// It was changed, or belongs elsewhere.
    Broken,
}

/// Appends nonce, ciphertext and tag of what `write` appends. 24 random bytes of nonce never meet twice.
fn seal(key: &[u8; KEY], context: &[u8], out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let mut nonce = [0; NONCE];
    rand::rng().fill_bytes(&mut nonce);
    out.extend_from_slice(&nonce);
    let start = out.len();
    write(out);
    let cipher = XChaCha20Poly1305::new(key.into());
    let plain = InOutBuf::from(&mut out[start..]);
    let tag = cipher
        .encrypt_inout_detached(&XNonce::from(nonce), context, plain)
        .expect("a record is far below the cipher's limit of 256 GB");
    out.extend_from_slice(&tag);
}

/// What [`seal`] sealed; `None` if it was changed or the key or context is another.
fn open(key: &[u8; KEY], context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (text, tag) = rest.split_last_chunk::<TAG>()?;
    let mut plain = text.to_vec();
    let cipher = XChaCha20Poly1305::new(key.into());
    let opened = cipher.decrypt_inout_detached(
        &XNonce::from(*nonce),
        context,
        InOutBuf::from(plain.as_mut_slice()),
        &(*tag).into(),
    );
    if opened.is_err() {
        plain.zeroize();
        return None;
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(key: &CustomerKey, context: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        key.seal(context, &mut out, |o| o.extend_from_slice(b"no peanuts"));
        out
    }

    fn key_for(vault: &Vault) -> CustomerKey {
        vault.make_key(&"harbor-bistro".into(), CustomerId::new())
    }

    #[test]
    fn what_was_sealed_opens_only_in_its_place_and_with_its_key() {
        let vault = Vault::new(&MasterKey::generate());
        let (key, other) = (key_for(&vault), key_for(&vault));
        let mut text = sealed(&key, b"here");
        assert!(matches!(key.open(b"here", &text), Opened::Plain(p) if p == b"no peanuts"));
        assert!(matches!(key.open(b"there", &text), Opened::Broken));
        assert!(matches!(other.open(b"here", &text), Opened::OtherKey));
        *text.last_mut().unwrap() ^= 1;
        assert!(matches!(key.open(b"here", &text), Opened::Broken));
        assert!(matches!(key.open(b"here", &[1, 2]), Opened::Broken));
    }

    #[test]
    fn a_customers_key_unwraps_only_with_the_master_key_and_for_that_customer() {
        let vault = Vault::new(&MasterKey::generate());
        let business = BusinessId::from("harbor-bistro");
        let customer = CustomerId::new();
        let key = vault.make_key(&business, customer);
        let text = sealed(&key, b"here");
        let again = vault
            .unwrap_key(&business, customer, key.wrapped())
            .unwrap();
        assert!(matches!(again.open(b"here", &text), Opened::Plain(_)));
        assert!(
            vault
                .unwrap_key(&business, CustomerId::new(), key.wrapped())
                .is_none()
        );
        assert!(
            vault
                .unwrap_key(&"other".into(), customer, key.wrapped())
                .is_none()
        );
        let stranger = Vault::new(&MasterKey::generate());
        assert!(
            stranger
                .unwrap_key(&business, customer, key.wrapped())
                .is_none()
        );
    }

    #[test]
    fn a_check_record_knows_its_master_key() {
        let vault = Vault::new(&MasterKey::generate());
        let record = vault.make_check();
        assert!(vault.fits(&record));
        assert!(!Vault::new(&MasterKey::generate()).fits(&record));
    }

    #[test]
    fn a_claim_hashes_differently_in_another_business_and_under_another_key() {
        let vault = Vault::new(&MasterKey::generate());
        let key = ClaimKey("seen:SM1".into());
        let hash = vault.claim(&"a".into(), &key);
        assert_eq!(hash, vault.claim(&"a".into(), &key));
        assert_ne!(hash, vault.claim(&"b".into(), &key));
        assert_ne!(
            hash,
            Vault::new(&MasterKey::generate()).claim(&"a".into(), &key)
        );
    }

    #[test]
    fn a_key_file_is_made_once_for_its_owner_alone_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let made = MasterKey::load_or_create(&path).unwrap();
        let read = MasterKey::load_or_create(&path).unwrap();
        assert_eq!(*made.0, *read.0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        assert_eq!(format!("{made:?}"), "MasterKey(***)");
    }

    #[test]
    fn a_key_that_is_not_32_bytes_of_base64_is_refused_and_not_repeated() {
        let error = MasterKey::from_base64(&Secret::from("c2hvcnQ=")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(!error.to_string().contains("c2hvcnQ="));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        std::fs::write(&path, "").unwrap();
        assert!(MasterKey::load_or_create(&path).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"");
    }
}
