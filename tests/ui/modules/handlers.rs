// A module in a file of its own, for `on-file-module`.
pub async fn list() -> u64 {
    7
}
