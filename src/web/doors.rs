//! How many may come in: live connections altogether and by network address, and things that happen per minute.

use crate::limits::WebLimits;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Counts open live connections.
pub(crate) struct Doors {
    most: usize,
    most_per_address: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// One open live connection; counted until it is dropped.
pub(crate) struct Pass {
    doors: Arc<Doors>,
    address: Option<IpAddr>,
}

/// Why there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// For anybody.
    Altogether,
    /// For this network address.
    ForAddress,
}

impl Doors {
    pub(crate) fn new(limits: &WebLimits) -> Self {
        Self {
            most: limits.live_connections,
            most_per_address: limits.live_per_address,
            open: Mutex::default(),
        }
    }

    /// Lets one more in, if there is room.
    pub(crate) fn enter(self: &Arc<Self>, address: Option<IpAddr>) -> Result<Pass, Full> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= self.most {
            return Err(Full::Altogether);
        }
        if let Some(address) = address {
            let count = open.by_address.entry(address).or_default();
            if *count >= self.most_per_address {
                return Err(Full::ForAddress);
            }
            *count += 1;
        }
        open.all += 1;
        metrics::gauge!("frontdesk_live_connections").increment(1);
        Ok(Pass {
            doors: self.clone(),
            address,
        })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut open = self
            .doors
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(address) = self.address
            && let Some(count) = open.by_address.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                open.by_address.remove(&address);
            }
        }
        metrics::gauge!("frontdesk_live_connections").decrement(1);
    }
}

/// Something that may happen only so often in a minute.
pub(crate) struct PerMinute {
    most: u32,
    window: Mutex<(Option<Instant>, u32)>,
}

impl PerMinute {
    pub(crate) fn new(most: u32) -> Self {
        Self {
            most,
            window: Mutex::default(),
        }
    }

    /// Whether it may happen once more.
    pub(crate) fn admit(&self) -> bool {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = &mut *window;
        if since.is_none_or(|s| s.elapsed() >= Duration::from_secs(60)) {
            (*since, *count) = (Some(Instant::now()), 0);
        }
        *count = count.saturating_add(1);
        *count <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all_the_room() {
        let limits = WebLimits {
            live_connections: 3,
            live_per_address: 1,
            ..WebLimits::default()
        };
        let doors = Arc::new(Doors::new(&limits));
        let address = Some("203.0.113.9".parse().unwrap());
        let first = doors.enter(address).ok();
        assert!(first.is_some());
        assert_eq!(doors.enter(address).err(), Some(Full::ForAddress));
        drop(first);
        let _again = doors.enter(address).ok().unwrap();
        let _unknown = (
            doors.enter(None).ok().unwrap(),
            doors.enter(None).ok().unwrap(),
        );
        assert_eq!(doors.enter(None).err(), Some(Full::Altogether));
    }
}
