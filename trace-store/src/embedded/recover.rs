//! A new start: what was taken in and is not settled becomes live again.

use std::collections::BTreeSet;

use super::arrivals::Arrivals;
use super::counts::Counts;
use super::disk::Disk;
use super::engine::{Engine, lock};
use super::folder::OpenError;
use super::read::Reader;
use super::runs::Runs;
use super::settings::Settings;
use super::shelf::Shelf;
use crate::rollup::RollUps;

impl Engine {
    /// Opens the folder.
    pub(super) fn open(settings: Settings) -> Result<Self, OpenError> {
        if let Some(asked) = settings.max_bytes
            && asked < Settings::LEAST_BYTES
        {
            return Err(OpenError::MaxBytes {
                asked,
                least: Settings::LEAST_BYTES,
            });
        }
        let disk = Disk::open(&settings.folder, &settings.address)?;
        let folder = settings.folder.clone();
        Self::recover(settings, disk).map_err(|error| OpenError::Io {
            folder,
            source: error.into(),
        })
    }

    fn recover(settings: Settings, disk: Disk) -> Result<Self, fjall::Error> {
        let shelf = Shelf::open(&disk)?;
        let mut arrivals = Arrivals::open(&disk)?;
        arrivals.skip_to(shelf.watermark);
        let mut runs = Runs::open(&disk)?;
        let counts = count_again(&settings, &disk, &shelf, &mut runs)?;
        let engine = Engine::new(settings, disk, shelf, arrivals, counts, runs);
        engine.read_arrivals()?;
        Ok(engine)
    }

    /// Reads the arrivals that are not settled, or not wholly: spans that lie in a block are
    /// known by the number of their arrival.
    fn read_arrivals(&self) -> Result<(), fjall::Error> {
        let shelf = lock(&self.shelf);
        let arrivals = lock(&self.arrivals);
        let mut live = lock(&self.live);
        let mut failed = None;
        arrivals.read_from(shelf.watermark, |again| {
            let ids: BTreeSet<_> = again.entries.iter().map(|entry| entry.trace_id).collect();
            let mut settled = BTreeSet::new();
            for id in ids {
                match shelf.settled(id) {
                    Ok(parts) => {
                        let through = parts.iter().map(|(_, settled)| settled.through).max();
                        if through.is_some_and(|through| through >= again.arrival.number) {
                            settled.insert(id);
                        }
                    }
                    Err(error) => failed = Some(error),
                }
            }
            let entries = again.entries.iter();
            let entries = entries.filter(|entry| !settled.contains(&entry.trace_id));
            live.add(&again.arrival, entries, again.came_nanos);
        })?;
        failed.map_or(Ok(()), Err)
    }
}

/// Counts the traces of blocks that were written after counts were written last.
fn count_again(
    settings: &Settings,
    disk: &Disk,
    shelf: &Shelf,
    runs: &mut Runs,
) -> Result<Counts, fjall::Error> {
    const MINUTE: u64 = 60_000_000_000;
    let first = Counts::first_missing(disk)?;
    let mut counts = Counts::default();
    let mut reader = Reader::default();
    for hour in &shelf.hours {
        for zone in hour.zones().iter().filter(|zone| zone.block >= first) {
            for (_, trace) in reader.block(hour, zone.block, |_| true, None)? {
                runs.add(&trace);
                let mut counted = RollUps::default();
                let keep = settings.keep.as_nanos() as u64;
                let begun = hour.begun_nanos;
                let believed = begun.saturating_sub(keep)..=begun.saturating_add(60 * MINUTE);
                counted.add(&trace, |start| match believed.contains(&start) {
                    true => start / MINUTE,
                    false => begun / MINUTE,
                });
                counts.add(&counted);
            }
        }
    }
    Ok(counts)
}
