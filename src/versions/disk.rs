//! Writing so that it lasts: a file or folder is there after a crash, or it is not, and never in between.

use sha2::{Digest, Sha256};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// The SHA-256 of a file, in hexadecimal digits.
pub(super) fn hash(path: &Path) -> io::Result<String> {
    copy(&mut File::open(path)?, &mut io::sink()).map(|(hash, _)| hash)
}

/// The same of a text.
pub(super) fn hash_of(text: &str) -> String {
    digits(&Sha256::digest(text.as_bytes()))
}

fn digits(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Copies until the end: the hash of what was copied, and its length.
fn copy(from: &mut impl Read, to: &mut impl Write) -> io::Result<(String, u64)> {
    let (mut hasher, mut piece, mut length) = (Sha256::new(), vec![0; PIECE], 0);
    loop {
        let read = match from.read(&mut piece) {
            Ok(0) => return Ok((digits(&hasher.finalize()), length)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&piece[..read]);
        to.write_all(&piece[..read])?;
        length += read as u64;
    }
}

/// Writes a new file with what can be read from `from`, onto the disk: its hash and length.
pub(super) fn write(from: &mut impl Read, path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::create_new(path)?;
    let written = copy(from, &mut file)?;
    file.sync_all()?;
    Ok(written)
}

/// Puts a file in the place of another: whoever reads it, also after a crash, finds the old one or the new one.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut draft = OsString::from(path);
    draft.push(".new");
    let draft = Path::new(&draft);
    match fs::remove_file(draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write(&mut { content }, draft)?;
    fs::rename(draft, path)?;
    sync(parent(path))
}

/// Makes a folder and those above it that are missing; their names are on the disk when it returns.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = parent(folder);
    make_folder(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync(above),
    }
}

/// The names in a folder are on the disk when it returns.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Removes a folder, and before anything else of it the file that makes it count.
pub(super) fn remove(first: &Path, folder: &Path) -> io::Result<()> {
    match fs::remove_file(first) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if !folder.is_dir() {
        return Ok(());
    }
    sync(folder)?;
    fs::remove_dir_all(folder)
}

fn parent(path: &Path) -> &Path {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    parent.unwrap_or_else(|| Path::new("."))
}
