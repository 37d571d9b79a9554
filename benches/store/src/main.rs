//! `bench-store`: figures of the trace store, and of any other that takes OTLP.

mod codec;
mod keep;
mod send;
mod serve;

mod ask;

mod load;
mod process;

use clap::Parser;

#[derive(Debug, Parser)]
enum Command {
    /// Sends the load to a server, and looks at its process.
    Send(send::Send),
    /// Keeps the load in a folder, in this process, and asks for it.
    Keep(keep::Keep),
    /// Serves a folder, for `send`.
    Serve(serve::Serve),
    /// Makes the load, looks through it and decodes it.
    Codec,
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Send(send) => send.run(),
        Command::Keep(keep) => keep.run(),
        Command::Serve(serve) => serve.run(),
        Command::Codec => codec::run(),
    }
}
