//! The file of vectors of one business, so that nothing is embedded twice. It is a cache: one that is missing, broken or of
//! another model is as good as empty, and the next write makes it whole.
//!
//! ```text
//! mark, length of the model's id, the id, numbers of a vector, rows, { key, scale, numbers }, SHA-256 of all before
//! ```

use super::vectors::Vectors;
use crate::limits;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    fs,
    io::{self, Write},
    path::Path,
};

/// What the file begins with; the number is that of its layout.
const MARK: &[u8; 8] = b"fdvec\0\0\x01";

/// Bytes of the check at the end.
const CHECK: usize = 32;

/// Names a text: the beginning of its SHA-256.
pub(crate) type Key = [u8; 16];

/// The key of a text.
pub(crate) fn key(text: &str) -> Key {
    let hash: [u8; 32] = Sha256::digest(text).into();
    let mut key = Key::default();
    key.copy_from_slice(&hash[..16]);
    key
}

/// The vectors of a file.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    bytes: Vec<u8>,
    dimensions: usize,
    /// Where each row begins, after its key.
    rows: HashMap<Key, usize>,
}

impl Kept {
    /// Reads the file of a model's vectors; empty if it is of no use.
    pub(crate) fn read(path: &Path, model: &str) -> Self {
        let length = fs::metadata(path).map_or(0, |about| about.len());
        if length == 0 || length > limits::KEPT_BYTES {
            return Self::default();
        }
        let bytes = fs::read(path).unwrap_or_default();
        Self::parse(bytes, model).unwrap_or_else(|| {
            tracing::info!("the kept vectors are broken or of another model, and are made anew");
            Self::default()
        })
    }

    fn parse(bytes: Vec<u8>, model: &str) -> Option<Self> {
        let (content, check) = bytes.split_last_chunk::<CHECK>()?;
        if Sha256::digest(content).as_slice() != check {
            return None;
        }
        let mut rest = content.strip_prefix(MARK)?;
        let id = number(&mut rest)?;
        if rest.split_off(..id)? != model.as_bytes() {
            return None;
        }
        let (dimensions, count) = (number(&mut rest)?, number(&mut rest)?);
        let mut rows = HashMap::with_capacity(count.min(limits::VECTORS));
        let head = content.len() - rest.len();
        let size = size_of::<Key>() + size_of::<f32>() + dimensions;
        if Some(rest.len()) != size.checked_mul(count) {
            return None;
        }
        for (n, row) in rest.chunks_exact(size).enumerate() {
            let (key, _) = row.split_first_chunk::<16>()?;
            rows.insert(*key, head + n * size + size_of::<Key>());
        }
        Some(Self {
            bytes,
            dimensions,
            rows,
        })
    }

    /// Numbers of a vector; 0 if there is none.
    pub(crate) fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The scale and the numbers of a text's vector.
    pub(crate) fn get(&self, key: &Key) -> Option<(f32, Vec<i8>)> {
        let row = &self.bytes[*self.rows.get(key)?..];
        let (scale, numbers) = row.split_first_chunk::<4>()?;
        let numbers = numbers.get(..self.dimensions)?;
        let numbers = numbers.iter().map(|byte| byte.cast_signed()).collect();
        Some((f32::from_le_bytes(*scale), numbers))
    }
}

fn number(bytes: &mut &[u8]) -> Option<usize> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    usize::try_from(u32::from_le_bytes(*number)).ok()
}

/// Writes the vectors of these keys, row by row, in the place of what the file held. Whoever reads it sees the old file or
/// the new one.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn write(path: &Path, model: &str, keys: &[Key], vectors: &Vectors) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    // Two programs that write at once (a trial beside the server) must not write into one file.
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let written = write_to(&draft, model, keys, vectors).and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}

fn write_to(draft: &Path, model: &str, keys: &[Key], vectors: &Vectors) -> io::Result<()> {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let mut file = io::BufWriter::new(fs::File::create(draft)?);
    let mut hash = Sha256::new();
    let mut put = |bytes: &[u8]| {
        hash.update(bytes);
        file.write_all(bytes)
    };
    put(MARK)?;
    put(&number(model.len()))?;
    put(model.as_bytes())?;
    put(&number(vectors.dimensions()))?;
    put(&number(vectors.present()))?;
    for (row, key) in keys.iter().enumerate() {
        if let Some((scale, numbers)) = vectors.row(row) {
            put(key)?;
            put(&scale.to_le_bytes())?;
            let numbers: Vec<u8> = numbers
                .iter()
                .map(|number| number.cast_unsigned())
                .collect();
            put(&numbers)?;
        }
    }
    file.write_all(&hash.finalize())?;
    file.into_inner()?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> (Vec<Key>, Vectors) {
        let mut vectors = Vectors::new(3, 3);
        vectors.set(0, &[0.6, -0.8, 0.0]);
        vectors.set(2, &[0.0, 0.0, 1.0]);
        (vec![key("a"), key("b"), key("c")], vectors)
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors/shop.bin");
        let (keys, vectors) = two();
        write(&path, "m", &keys, &vectors).unwrap();
        let kept = Kept::read(&path, "m");
        assert_eq!(kept.get(&key("a")), Some((0.8 / 127.0, vec![95, -127, 0])));
        assert_eq!(kept.get(&key("b")), None);
        assert_eq!(kept.get(&key("c")), Some((1.0 / 127.0, vec![0, 0, 127])));
        assert!(Kept::read(&path, "another").get(&key("a")).is_none());
    }

    #[test]
    fn a_broken_file_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.bin");
        let (keys, vectors) = two();
        write(&path, "m", &keys, &vectors).unwrap();
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 0x40;
            fs::write(&path, &broken).unwrap();
            assert!(Kept::read(&path, "m").rows.is_empty(), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(Kept::read(&path, "m").rows.is_empty(), "cut at {at}");
        }
    }
}
