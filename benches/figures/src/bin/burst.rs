//! Four million spans from two threads as fast as they come, the default settings, OTLP over
//! HTTP to a sink in a process of its own that only counts: what is lost, what it takes of
//! memory and CPU, and what stays of the memory when there is nothing left to do.
//!
//! The threads stay alive after their burst, as those of a server do.

use std::env;
use std::fs;
use std::hint::black_box;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bench_figures::{Outcome, mib};
use bench_harness::{Figure, system};
use trace_otel::{Otlp, OtlpExporter};
use trace_runtime::stats::Stats;
use trace_runtime::{Pipeline, TraceContract, run_sync, stats, traced};

const THREADS: u64 = 2;
/// On each thread.
const TRACES: u64 = 2000;
/// Below each root.
const SPANS: u64 = 1000;

/// After a burst, until memory is looked at.
const PAUSE: Duration = Duration::from_secs(3);
/// What a clock of CPU time in `/proc` counts in.
const TICK_MS: f64 = 10.0;

/// Starts the sink instead.
const SINK: &str = "sink";

#[inline(never)]
#[traced(attributes(id, user, region))]
fn work(cx: &TraceContract, id: u64, user: &str, region: &'static str) {
    black_box((id, user, region));
}

fn produce(traces: u64, user: &str) {
    for _ in 0..traces {
        run_sync("root", |cx| {
            for id in 0..SPANS {
                work(cx, id, user, "eu-central-1");
            }
        });
    }
}

fn main() -> Outcome {
    match env::args().nth(1) {
        Some(part) if part == SINK => serve(),
        Some(part) => Err(format!("there is no part `{part}`").into()),
        None => measure(),
    }
}

fn measure() -> Outcome {
    let mut sink = Sink::start()?;
    let endpoint = format!("http://{}/v1/traces", sink.address.trim()).parse()?;
    let exporter = OtlpExporter::new(&Otlp::http(endpoint))?;
    let pipeline = Pipeline::builder().exporter(exporter).install()?;
    let user = String::from("user-4711");
    // The code that is needed is in memory, and the connection is made.
    produce(1, &user);
    pipeline.flush(Duration::from_secs(10))?;
    let idle = system::resident_kib();

    let made = THREADS * TRACES * (SPANS + 1) + SPANS + 1;
    let (producing, ended) = (Barrier::new(3), Barrier::new(3));
    let caller_cpu = AtomicU64::new(0);
    let before = (Instant::now(), system::process_cpu(), collector_cpu_ms());
    let (elapsed, busy, alive) = thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let cpu = system::thread_cpu();
                produce(TRACES, &user);
                let cpu = system::thread_cpu() - cpu;
                caller_cpu.fetch_add(cpu.as_nanos() as u64, Ordering::Relaxed);
                producing.wait();
                ended.wait();
            });
        }
        producing.wait();
        let elapsed = before.0.elapsed();
        let all = settle();
        let busy = before.0.elapsed();
        // What is left over from the end of the burst, and the pause.
        thread::sleep(PAUSE);
        let alive = system::resident_kib();
        ended.wait();
        all.map(|()| (elapsed, busy, alive))
    })?;
    let gone = system::resident_kib();
    let peak = system::peak_resident_kib();
    let cpu = system::process_cpu() - before.1;
    let collector = collector_cpu_ms() - before.2;
    let stats = stats();
    pipeline.shutdown(Duration::from_secs(10))?;
    let arrived = sink.stop()?;
    check(&stats, &arrived, made)?;

    let per_span = |ns: f64| ns / made as f64;
    let callers = per_span(caller_cpu.into_inner() as f64);
    let note = format!(
        "{made} made in {:.2} s, {} messages of {:.0} KiB; counted by the library, and what \
         arrived by the sink",
        elapsed.as_secs_f64(),
        arrived.messages,
        arrived.bytes as f64 / 1024.0 / arrived.messages as f64,
    );
    Figure::new(
        "burst over HTTP, spans lost",
        stats.dropped() as f64,
        "spans",
    )
    .at_most(0.0)
    .note(&note)
    .print();
    let over = |kib: u64| mib(kib.saturating_sub(idle));
    Figure::new("burst over HTTP, memory over idle", over(peak), "MiB")
        .at_most(64.0)
        .note("VmHWM over VmRSS once a trace was delivered")
        .print();
    let note = format!(
        "VmRSS, the threads still there; {:.1} MiB when they have ended",
        over(gone)
    );
    Figure::new(
        "burst over HTTP, memory over idle 3 s after",
        over(alive),
        "MiB",
    )
    .at_most(2.0)
    .note(&note)
    .print();
    let note = format!(
        "getrusage of the process; its two threads {callers:.0} (thread clocks), the collector \
         {:.0} a span that is exported, the sink {:.0} (ticks of /proc); done {:.2} s after the \
         last span",
        collector * 1e6 / stats.exported as f64,
        arrived.cpu_ns as f64 / stats.exported as f64,
        (busy - elapsed).as_secs_f64(),
    );
    Figure::new(
        "burst over HTTP, CPU a span",
        per_span(cpu.as_nanos() as f64),
        "ns",
    )
    .note(&note)
    .print();
    Ok(())
}

/// Waits until no span is on its way.
fn settle() -> Result<(), String> {
    let give_up = Instant::now() + Duration::from_secs(30);
    while stats().in_flight() > 0 {
        if Instant::now() > give_up {
            return Err("spans are on their way for ever".to_owned());
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

fn check(stats: &Stats, arrived: &Arrived, made: u64) -> Result<(), String> {
    if stats.started != made {
        return Err(format!("{made} spans were made, and counted: {stats:?}"));
    }
    if stats.exported != arrived.spans {
        return Err(format!(
            "{} spans arrived, {} counted as exported",
            arrived.spans, stats.exported
        ));
    }
    if stats.started != stats.exported + stats.dropped() {
        return Err(format!("spans were lost without a count: {stats:?}"));
    }
    Ok(())
}

/// CPU time of the collector's thread in ms; 0 where it is not known.
fn collector_cpu_ms() -> f64 {
    let of_thread = |task: fs::DirEntry| {
        let stat = fs::read_to_string(task.path().join("stat")).ok()?;
        let (name, behind) = stat.rsplit_once(')')?;
        if !name.ends_with("trace-collector") {
            return None;
        }
        // User and system, the 14th and the 15th of all.
        let times = behind.split_whitespace().skip(11).take(2);
        let ticks = times.map(|ticks| ticks.parse::<f64>().unwrap_or(0.0));
        Some(ticks.sum::<f64>() * TICK_MS)
    };
    let Ok(tasks) = fs::read_dir("/proc/self/task") else {
        return 0.0;
    };
    tasks.flatten().find_map(of_thread).unwrap_or(0.0)
}

/// What the sink has counted.
struct Arrived {
    messages: u64,
    bytes: u64,
    spans: u64,
    cpu_ns: u64,
}

/// The sink's process.
struct Sink {
    process: Child,
    said: BufReader<ChildStdout>,
    address: String,
}

impl Sink {
    fn start() -> io::Result<Sink> {
        let mut process = Command::new(env::current_exe()?)
            .arg(SINK)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut said = BufReader::new(said);
        let mut address = String::new();
        said.read_line(&mut address)?;
        Ok(Sink {
            process,
            said,
            address,
        })
    }

    fn stop(&mut self) -> Result<Arrived, String> {
        drop(self.process.stdin.take());
        let mut line = String::new();
        self.said
            .read_line(&mut line)
            .map_err(|error| error.to_string())?;
        match self.process.wait() {
            Ok(status) if status.success() => {}
            other => return Err(format!("the sink ended with {other:?}")),
        }
        let numbers: Vec<u64> = line.split_whitespace().flat_map(str::parse).collect();
        let &[messages, bytes, spans, cpu_ns] = &*numbers else {
            return Err(format!("the sink says `{line}`"));
        };
        Ok(Arrived {
            messages,
            bytes,
            spans,
            cpu_ns,
        })
    }
}

static MESSAGES: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);
static ARRIVED: AtomicU64 = AtomicU64::new(0);

/// Serves until standard input ends, and says what it has counted.
fn serve() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    say(&listener.local_addr()?.to_string())?;
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || {
                // It ends when the other side goes away.
                let _ = receive(connection);
            });
        }
    });
    io::stdin().lock().read_to_end(&mut Vec::new())?;
    let [messages, bytes, spans] =
        [&MESSAGES, &BYTES, &ARRIVED].map(|number| number.load(Ordering::Relaxed));
    let cpu = system::process_cpu().as_nanos();
    say(&format!("{messages} {bytes} {spans} {cpu}"))?;
    Ok(())
}

fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Takes messages from one connection, and answers that each is accepted.
fn receive(mut connection: TcpStream) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let mut have = 0;
        let (body, length) = loop {
            match connection.read(&mut buffer[have..])? {
                0 => return Ok(()),
                read => have += read,
            }
            if let Some(head) = head(&buffer[..have]) {
                break head;
            }
        };
        if buffer.len() < body + length {
            buffer.resize(body + length, 0);
        }
        connection.read_exact(&mut buffer[have..body + length])?;
        let message = &buffer[body..body + length];
        MESSAGES.fetch_add(1, Ordering::Relaxed);
        BYTES.fetch_add(length as u64, Ordering::Relaxed);
        ARRIVED.fetch_add(spans(message).unwrap_or(0), Ordering::Relaxed);
        connection.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n",
        )?;
    }
}

/// Where the body begins, and how long it is.
fn head(bytes: &[u8]) -> Option<(usize, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&bytes[..end]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let found = name.eq_ignore_ascii_case("content-length");
        found.then(|| value.trim().parse().ok())?
    })?;
    Some((end + 4, length))
}

/// The spans of a message: fields 2 in fields 2 in fields 1.
fn spans(request: &[u8]) -> Option<u64> {
    let mut spans = 0;
    messages(request, |_, resource_spans| {
        messages(resource_spans, |field, scope_spans| {
            if field == 2 {
                messages(scope_spans, |field, _| {
                    spans += u64::from(field == 2);
                    Some(())
                })?;
            }
            Some(())
        })
    })?;
    Some(spans)
}

/// All fields of a message that has none but messages and texts.
fn messages<'a>(
    mut rest: &'a [u8],
    mut each: impl FnMut(u64, &'a [u8]) -> Option<()>,
) -> Option<()> {
    while !rest.is_empty() {
        let tag = varint(&mut rest)?;
        let length = varint(&mut rest)? as usize;
        let (field, behind) = rest.split_at_checked(length)?;
        each(tag >> 3, field)?;
        rest = behind;
    }
    Some(())
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        value |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(value);
        }
    }
    None
}
