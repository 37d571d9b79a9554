//! The traces that indexes list, the latest or the slowest first, whatever list they are in.

use std::collections::{BTreeMap, VecDeque};

use futures_util::future::join_all;
use trace_model::TraceId;

use super::failure::Failure;
use super::keys::{Keys, Shard};
use super::missing::Missing;
use super::names::trace_id;
use super::servers::Servers;
use super::service::service_of;
use crate::error::ReadError;
use crate::search::{Order, Search};

/// How many members of a list are asked for at first; then twice as many each time.
const FIRST_PAGE: usize = 256;
const LAST_PAGE: usize = 4_096;

/// How many members of all lists are asked for.
const ASKED: usize = 2_000_000;

/// A member, with its score.
type Scored = (Vec<u8>, f64);

/// Lists of a time, of which the members with the greatest scores are taken first.
pub(super) struct Candidates<'a> {
    servers: &'a Servers,
    lists: Vec<List>,
    /// The scores that are asked for, the least first.
    scores: [u64; 2],
    /// The starts that are asked for, microseconds since 1970, where scores are durations.
    starts: [u64; 2],
}

struct List {
    key: String,
    /// Where the starts of its members are, if their scores are durations.
    starts: Option<String>,
    shard: Shard,
    /// What was read and not taken.
    members: VecDeque<(f64, TraceId)>,
    asked: usize,
    page: usize,
    is_read: bool,
}

impl<'a> Candidates<'a> {
    /// The traces that a search may find: those of its time and its service, behind the page
    /// before. Who has settled twice may be listed as later or as faster as well.
    pub(super) async fn new(
        servers: &'a Servers,
        search: &Search,
        missing: &mut Missing,
    ) -> Result<Self, ReadError> {
        let exists = |key: &str| {
            let mut command = redis::cmd("EXISTS");
            command.arg(key);
            command
        };
        let many: Vec<u64> = servers
            .each_key(missing, Keys::many_services, exists)
            .await?;
        let service = service_of(&search.filter).filter(|_| many.iter().all(|many| *many == 0));
        let after = search.after.map_or(u64::MAX, |after| after.key);
        let micros = |from: u64, to: u64| [from / 1_000, to / 1_000];
        let (from, to) = (search.from_unix_nanos, search.to_unix_nanos);
        let mut lists = Vec::new();
        for shard in servers.keys.shards() {
            for hour in servers.hours() {
                let index = servers.keys.index(shard, service, hour);
                lists.push(match search.order {
                    Order::Newest => List::new(shard, index, None),
                    Order::Slowest => List::new(shard, servers.keys.slow(shard, hour), Some(index)),
                });
            }
        }
        Ok(Candidates {
            servers,
            lists,
            scores: match search.order {
                Order::Newest => micros(from, to.min(after)),
                Order::Slowest => [0, after],
            },
            starts: micros(from, to),
        })
    }

    /// The next traces, in order, `most` of them or fewer; none at the end.
    pub(super) async fn next(&mut self, most: usize, missing: &mut Missing) -> Vec<TraceId> {
        let mut next = Vec::new();
        while next.len() < most {
            self.read(missing).await;
            let front = |list: &List| list.members.front().map_or(-1.0, |(score, _)| *score);
            let first = |one: &&mut List, other: &&mut List| front(one).total_cmp(&front(other));
            let Some(list) = self.lists.iter_mut().max_by(first) else {
                break;
            };
            let Some((_, id)) = list.members.pop_front() else {
                break;
            };
            next.push(id);
        }
        next
    }

    /// The score of the trace that comes next; `None` at the end.
    pub(super) async fn next_score(&mut self, missing: &mut Missing) -> Option<f64> {
        self.read(missing).await;
        let fronts = self.lists.iter().filter_map(|list| list.members.front());
        fronts.map(|(score, _)| *score).max_by(f64::total_cmp)
    }

    /// Reads on in each list of which all that was read is taken, until it has a member.
    async fn read(&mut self, missing: &mut Missing) {
        loop {
            let asked: usize = self.lists.iter().map(|list| list.asked).sum();
            let mut shards: BTreeMap<Shard, Vec<&mut List>> = BTreeMap::new();
            let empty = |list: &&mut List| !list.is_read && list.members.is_empty();
            for list in self.lists.iter_mut().filter(empty) {
                shards.entry(list.shard).or_default().push(list);
            }
            if shards.is_empty() {
                return;
            }
            if asked > ASKED {
                missing.note(format!("traces behind {asked} others in the indexes"));
                let unread = shards.into_values().flatten();
                unread.for_each(|list| list.is_read = true);
                return;
            }
            let (servers, scores, starts) = (self.servers, self.scores, self.starts);
            let reads = shards.into_iter().map(|(shard, mut lists)| async move {
                let mut missing = Missing::default();
                let read = read_page(servers, &mut lists, scores, starts, &mut missing).await;
                if let Err(failure) = read {
                    lists.into_iter().for_each(|list| list.is_read = true);
                    missing.silent(shard, failure);
                }
                missing
            });
            for other in join_all(reads).await {
                missing.merge(other);
            }
        }
    }
}

/// Reads the next page of some lists of one shard.
async fn read_page(
    servers: &Servers,
    lists: &mut [&mut List],
    [least, greatest]: [u64; 2],
    starts: [u64; 2],
    missing: &mut Missing,
) -> Result<(), Failure> {
    let pages = lists.iter().map(|list| {
        let mut command = redis::cmd("ZRANGE");
        command.arg(&list.key).arg(greatest).arg(least);
        command.arg("BYSCORE").arg("REV");
        command.arg("LIMIT").arg(list.asked).arg(list.page);
        command.arg("WITHSCORES");
        command
    });
    let pages = servers.link.ask(pages).await?;
    let (mut of_time, mut others) = (Vec::new(), Vec::new());
    for (list, page) in lists.iter_mut().zip(pages) {
        let page: Vec<Scored> = missing.value(&list.key, page).unwrap_or_default();
        list.is_read = page.len() < list.page;
        list.asked += page.len();
        list.page = LAST_PAGE.min(2 * list.page);
        match list.starts.clone().filter(|_| !page.is_empty()) {
            Some(key) => others.push((list, key, page)),
            None => of_time.push((list, page)),
        }
    }
    let commands = others.iter().map(|(_, key, page)| {
        let mut command = redis::cmd("ZMSCORE");
        command.arg(key);
        for (id, _) in page {
            command.arg(id.as_slice());
        }
        command
    });
    let replies = servers.link.ask(commands).await?;
    let within = |start: &f64| (starts[0] as f64..=starts[1] as f64).contains(start);
    for ((list, key, page), reply) in others.into_iter().zip(replies) {
        let starts: Vec<Option<f64>> = missing.value(&key, reply).unwrap_or_default();
        let page = page.into_iter().zip(starts);
        let page = page.filter(|(_, start)| start.as_ref().is_some_and(within));
        of_time.push((list, page.map(|(scored, _)| scored).collect()));
    }
    for (list, members) in of_time {
        list.add(members, missing);
    }
    Ok(())
}

impl List {
    fn new(shard: Shard, key: String, starts: Option<String>) -> Self {
        List {
            key,
            starts,
            shard,
            members: VecDeque::new(),
            asked: 0,
            page: FIRST_PAGE,
            is_read: false,
        }
    }

    fn add(&mut self, members: Vec<Scored>, missing: &mut Missing) {
        let member = |(id, score): Scored| Some((score, trace_id(&id)?));
        let what = format!("members of the key `{}`", self.key);
        self.members
            .extend(missing.readable(&what, members.into_iter().map(member)));
    }
}
