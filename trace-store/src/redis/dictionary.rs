//! The dictionary with which spans are compressed: made of the first ones, and shared.

use futures_util::future::join_all;

use super::failure::Failure;
use super::keys::Shard;
use super::servers::Servers;
use super::zip::Dictionary;

/// How long the dictionary is. A longer one takes more memory than it saves.
const BYTES: usize = 32 << 10;

/// How long a dictionary is in use, before one is made of what traces are like by then.
const IN_USE_SECONDS: u64 = 7 * 24 * 3_600;

impl Servers {
    /// Sees to it that there is a dictionary, and that all stores can read what was
    /// compressed with it.
    pub(super) async fn tend_dictionary(&self) -> Result<(), Failure> {
        let Some(shard) = self.keys.shards().next() else {
            return Ok(());
        };
        let mut get = redis::cmd("GET");
        get.arg(self.keys.dictionary_in_use(shard));
        let current: Option<u32> = self.one(get).await?;
        let known = self.zip.in_use();
        match (current, known) {
            (Some(id), known) if known.as_ref().is_none_or(|known| known.id != id) => {
                let mut get = redis::cmd("GET");
                get.arg(self.keys.dictionary(shard, id));
                let bytes: Option<Vec<u8>> = self.one(get).await?;
                if let Some(dictionary) = bytes.and_then(|bytes| self.zip.learn(&bytes)) {
                    self.keep(&dictionary).await?;
                    self.zip.use_from_now_on(dictionary);
                }
            }
            (_, Some(known)) => self.keep(&known).await?,
            (None, None) => self.make_dictionary(shard).await?,
            (Some(_), None) => {}
        }
        Ok(())
    }

    async fn make_dictionary(&self, shard: Shard) -> Result<(), Failure> {
        let Some(samples) = self.samples.take() else {
            return Ok(());
        };
        let trained =
            tokio::task::spawn_blocking(move || zstd::dict::from_samples(&samples, BYTES));
        // It cannot be made where all samples are the same; others will come.
        if let Ok(Ok(bytes)) = trained.await
            && let Some(dictionary) = self.zip.learn(&bytes)
        {
            self.keep(&dictionary).await?;
            let mut set = redis::cmd("SET");
            set.arg(self.keys.dictionary_in_use(shard))
                .arg(dictionary.id);
            set.arg("NX").arg("EX").arg(IN_USE_SECONDS);
            // Of two stores that make one, one is first: each looks again.
            self.one::<redis::Value>(set).await?;
        }
        Ok(())
    }

    /// Keeps a dictionary on each shard, longer than what is compressed with it now. What a
    /// pinned trace needs stays without an end (`GT`).
    async fn keep(&self, dictionary: &Dictionary) -> Result<(), Failure> {
        let kept = self.keys.shards().map(|shard| async move {
            let key = self.keys.dictionary(shard, dictionary.id);
            let mut expire = redis::cmd("EXPIRE");
            expire.arg(&key).arg(self.hour_ttl()).arg("GT");
            let mut exists = redis::cmd("EXISTS");
            exists.arg(&key);
            let replies = self.link.ask([expire, exists]).await?;
            if let Some(Ok(redis::Value::Int(0))) = replies.last() {
                let mut set = redis::cmd("SET");
                set.arg(&key)
                    .arg(&*dictionary.bytes)
                    .arg("EX")
                    .arg(self.hour_ttl());
                self.one::<redis::Value>(set).await?;
            }
            Ok(())
        });
        join_all(kept).await.into_iter().collect()
    }
}
