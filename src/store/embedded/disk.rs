//! The files of the store: opening them, one durable group at a time, and starting afresh after a failure.
//!
//! sled's `flush` hands its log to the operating system and no further, so each group is followed by an `fdatasync`
//! of sled's file. After a failed write sled refuses all work until it is opened again; the group that failed may
//! then be found on disk all the same, and is undone before anything else is written.

use super::records;
use crate::{limits, vault::Vault};
use frontdesk_core::{Error, ErrorKind, Result};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock, RwLockReadGuard},
    thread,
    time::{Duration, Instant},
};

/// The open data folder.
pub(super) struct Disk {
    folder: PathBuf,
    open: RwLock<Option<Open>>,
    /// Held as long as the folder is ours.
    lock: File,
    #[cfg(test)]
    pub(super) fault: std::sync::Mutex<Option<Fault>>,
}

/// What goes wrong in a test.
#[cfg(test)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No space is left.
    Full,
    /// The group reaches sled, and the disk fails.
    Flush,
    /// The files cannot be opened again.
    Open,
}

/// sled, and its file.
pub(super) struct Open {
    tree: sled::Db,
    log: File,
}

/// The tree, for as long as a read takes.
pub(super) struct Reading<'a>(RwLockReadGuard<'a, Option<Open>>);

impl Disk {
    /// Opens the folder, creating it if it is not there.
    ///
    /// # Errors
    /// [`ErrorKind::Unavailable`] if another process uses the folder, [`ErrorKind::Unauthorized`] if the master key
    /// is not the one of the data, [`ErrorKind::Disk`] and [`ErrorKind::Corrupt`] as they say.
    pub(super) fn open(folder: &Path, vault: &Vault) -> Result<Self> {
        let lock = lock(folder)?;
        let opened = open(folder).and_then(|open| {
            if check(&open, vault)? {
                let record = [&[records::FORMAT], &*vault.make_check()].concat();
                open.tree.insert(records::META, record).map_err(failed)?;
                open.flush()?;
                sync_folder(folder)?;
            }
            Ok(open)
        });
        let open = opened.inspect_err(|_| {
            // Closing it would not do while a process that is just being started still has a copy.
            let _ = lock.unlock();
        })?;
        Ok(Self {
            folder: folder.to_owned(),
            open: RwLock::new(Some(open)),
            lock,
            #[cfg(test)]
            fault: std::sync::Mutex::new(None),
        })
    }

    /// The data folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The tree to read from.
    ///
    /// # Errors
    /// If the store was closed or could not be opened again after a failure.
    pub(super) fn read(&self) -> Result<Reading<'_>> {
        let guard = self.open.read().unwrap_or_else(PoisonError::into_inner);
        if guard.is_some() {
            Ok(Reading(guard))
        } else {
            Err(Error::new(
                ErrorKind::Unavailable,
                "using a store that is not open",
            ))
        }
    }

    /// Whether the files are open; they are not between a failure and the writer's next attempt.
    pub(super) fn is_open(&self) -> bool {
        self.open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// Whether there is room to write.
    ///
    /// # Errors
    /// [`ErrorKind::Disk`] if there is not.
    pub(super) fn room(&self) -> Result<()> {
        #[cfg(test)]
        if *self.fault.lock().unwrap() == Some(Fault::Full) {
            return Err(disk("writing to a full disk"));
        }
        let free = fs2::available_space(&self.folder)
            .map_err(|e| disk("asking for the free space").because(e))?;
        if free < limits::RESERVED_BYTES {
            return Err(disk("writing to a disk that is almost full").with("free_bytes", free));
        }
        Ok(())
    }

    /// Makes one group durable.
    ///
    /// # Errors
    /// If it could not; whether it is on disk is then unknown, and [`Disk::recover`] is called before the next.
    pub(super) fn write(&self, batch: sled::Batch) -> Result<()> {
        let reading = self.read()?;
        let open = reading.opened();
        open.tree.apply_batch(batch).map_err(failed)?;
        #[cfg(test)]
        if *self.fault.lock().unwrap() == Some(Fault::Flush) {
            return Err(disk("flushing to a broken disk"));
        }
        open.flush()
    }

    /// Opens the files again after a failure and writes `undo`. `done` is called before anybody reads.
    ///
    /// # Errors
    /// If that fails too.
    pub(super) fn recover(&self, undo: sled::Batch, done: impl FnOnce()) -> Result<()> {
        let mut guard = self.open.write().unwrap_or_else(PoisonError::into_inner);
        drop(guard.take());
        #[cfg(test)]
        if *self.fault.lock().unwrap() == Some(Fault::Open) {
            return Err(disk("opening the files of a broken disk"));
        }
        // Reads go on even if nothing can be written: they know what the failed group was to change.
        let open = guard.insert(open(&self.folder)?);
        open.tree.apply_batch(undo).map_err(failed)?;
        open.flush()?;
        done();
        Ok(())
    }

    /// Lets go of the folder. Reads and writes fail from now on.
    pub(super) fn close(&self) {
        let open = self
            .open
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(open) = open {
            if let Err(error) = open.flush() {
                tracing::warn!(%error, "the store could not be flushed when it was closed");
            }
            drop(open);
        }
        // Unlocking fails only on a lock that is not held.
        let _ = self.lock.unlock();
    }
}

impl Reading<'_> {
    /// The tree.
    pub(super) fn tree(&self) -> &sled::Tree {
        &self.opened().tree
    }

    fn opened(&self) -> &Open {
        self.0.as_ref().expect("checked when the guard was made")
    }
}

impl Open {
    fn flush(&self) -> Result<()> {
        self.tree.flush().map_err(failed)?;
        self.log
            .sync_data()
            .map_err(|e| disk("syncing the store").because(e))
    }
}

fn lock(folder: &Path) -> Result<File> {
    let context = |e: io::Error| {
        disk("opening the data folder")
            .with("folder", folder.display())
            .because(e)
    };
    fs::create_dir_all(folder).map_err(context)?;
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    let file = options.open(folder.join("lock")).map_err(context)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let operation = "opening the data folder: another process uses this data folder";
            Err(Error::new(ErrorKind::Unavailable, operation).with("folder", folder.display()))
        }
        Err(TryLockError::Error(e)) => Err(context(e)),
    }
}

/// Opens sled. The folder is ours, so what still holds sled's own lock is a handle of ours that is going away.
fn open(folder: &Path) -> Result<Open> {
    let config = sled::Config::new()
        .path(folder)
        .mode(sled::Mode::HighThroughput)
        .flush_every_ms(None)
        .cache_capacity(limits::PAGE_CACHE_BYTES);
    let patience = Instant::now() + Duration::from_millis(limits::REOPEN_WAIT_MS);
    let tree = loop {
        match config.open() {
            Ok(tree) => break tree,
            Err(e) if is_lock(&e) && Instant::now() < patience => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(e) => return Err(failed(e).with("folder", folder.display())),
        }
    };
    let log = File::options()
        .read(true)
        .write(true)
        .open(folder.join("db"));
    let log = log.map_err(|e| disk("opening the store's file").because(e))?;
    Ok(Open { tree, log })
}

fn is_lock(e: &sled::Error) -> bool {
    matches!(e, sled::Error::Io(e) if e.to_string().contains("could not acquire lock"))
}

/// Whether the data are new; an error if they are another key's, or not ours at all.
fn check(open: &Open, vault: &Vault) -> Result<bool> {
    let meta = open.tree.get(records::META).map_err(failed)?;
    let Some(meta) = meta else {
        let empty = open.tree.first().map_err(failed)?.is_none();
        return match empty {
            true => Ok(true),
            false => Err(records::corrupt(
                "opening a data folder that is not this program's",
            )),
        };
    };
    let Some((&records::FORMAT, sealed)) = meta.split_first() else {
        return Err(records::corrupt(
            "opening a data folder of another version of this program",
        ));
    };
    if vault.fits(sealed) {
        Ok(false)
    } else {
        let operation =
            "opening the data folder: the store key is not the one that its data are sealed with";
        Err(Error::new(ErrorKind::Unauthorized, operation))
    }
}

/// Makes the files' names durable: a synced file in a folder that is not can be gone after a power cut.
fn sync_folder(folder: &Path) -> Result<()> {
    let parent = folder.parent().filter(|p| !p.as_os_str().is_empty());
    for path in [folder, parent.unwrap_or(Path::new("."))] {
        let synced = File::open(path).and_then(|f| f.sync_all());
        synced.map_err(|e| disk("syncing the data folder").because(e))?;
    }
    Ok(())
}

fn disk(operation: &'static str) -> Error {
    Error::new(ErrorKind::Disk, operation)
}

/// An error of sled in our words.
pub(super) fn failed(e: sled::Error) -> Error {
    let kind = match &e {
        sled::Error::Io(_) => ErrorKind::Disk,
        sled::Error::Corruption { .. } => ErrorKind::Corrupt,
        _ => ErrorKind::Unexpected,
    };
    Error::new(kind, "using the store's files").because(e)
}
