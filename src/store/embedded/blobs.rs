//! Files that came with messages: one sealed file each, named by what it holds, written whole or not at all.

use super::records;
use crate::vault;
use frontdesk_core::{BusinessId, Error, ErrorKind, Result, store::Blob};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Where the content of a file lies: in a folder of the business, in one of 256 so that none grows long.
fn place(folder: &Path, business: &BusinessId, blob: &Blob) -> PathBuf {
    let name: String = blob.id.iter().map(|b| format!("{b:02x}")).collect();
    let business = percent(business.as_str());
    folder
        .join("files")
        .join(business)
        .join(&name[..2])
        .join(name)
}

/// A business's name as a folder's: what is no plain letter, digit, dash or underscore is written as its bytes.
fn percent(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    name.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02x}")
            }
        })
        .collect()
}

/// Writes the content, unless it is there already. Durable on return.
pub(super) fn keep(
    folder: &Path,
    business: &BusinessId,
    blob: &Blob,
    content: &[u8],
) -> Result<()> {
    let path = place(folder, business, blob);
    if path.exists() {
        return Ok(());
    }
    let failed = |e: io::Error| Error::new(ErrorKind::Disk, "keeping a file").because(e);
    let parent = path.parent().expect("a file is in a folder");
    fs::create_dir_all(parent).map_err(failed)?;
    let half = path.with_extension(format!("{:08x}", rand::random::<u32>()));
    let written = File::create(&half)
        .and_then(|mut file| {
            file.write_all(&vault::seal_blob(business, blob, content))?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&half, &path))
        .and_then(|()| sync_up_to(folder, parent));
    written.map_err(|e| {
        let _ = fs::remove_file(&half);
        failed(e)
    })
}

/// The names of new folders are durable only once the folders above them are synced.
fn sync_up_to(folder: &Path, from: &Path) -> io::Result<()> {
    let mut current = Some(from);
    while let Some(path) = current {
        File::open(path)?.sync_all()?;
        if path == folder {
            break;
        }
        current = path.parent();
    }
    Ok(())
}

/// The content; `None` if it is not there.
pub(super) fn kept(folder: &Path, business: &BusinessId, blob: &Blob) -> Result<Option<Vec<u8>>> {
    match fs::read(place(folder, business, blob)) {
        Ok(sealed) => vault::open_blob(business, blob, &sealed)
            .map(Some)
            .ok_or_else(|| records::corrupt("opening a kept file")),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::new(ErrorKind::Disk, "reading a kept file").because(e)),
    }
}
