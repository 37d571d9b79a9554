//! A contract that is no parameter, in whatever holds it, and a body that changes,
//! moves or locks the holder.
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

use trace_runtime::{SealedContract, TraceContract, traced};

struct Shared {
    sealed: SealedContract,
    boxed: Box<SealedContract>,
    counted: Arc<SealedContract>,
    locked: Mutex<SealedContract>,
    both: RwLock<Arc<SealedContract>>,
    shared_lock: Arc<Mutex<SealedContract>>,
    async_lock: tokio::sync::Mutex<SealedContract>,
    used: u64,
}

impl Shared {
    fn touch(&mut self) {
        self.used += 1;
    }

    #[traced(cx = self.sealed as cx)]
    fn field(&mut self) -> u64 {
        self.touch();
        leaf(cx);
        self.used
    }

    #[traced(cx = self.sealed as cx, attributes(used = self.used), ret)]
    async fn field_async(&mut self) -> Result<u64, String> {
        self.touch();
        leaf(cx);
        Ok(self.used)
    }

    #[traced(cx = self.boxed as cx)]
    fn boxed(&mut self) {
        self.touch();
        leaf(cx);
    }

    #[traced(cx = self.counted as cx)]
    async fn counted(&mut self) {
        self.touch();
        leaf(cx);
    }

    #[traced(cx = self.counted as cx)]
    async fn lent(&self) -> u64 {
        leaf(cx);
        self.used
    }

    // Locked while the contract is read, and not while the body runs.
    #[traced(cx = self.locked.lock().unwrap() as cx)]
    async fn locked(&self) -> bool {
        tokio::task::yield_now().await;
        leaf(cx);
        self.locked.try_lock().is_ok()
    }

    #[traced(cx = self.both.read().unwrap() as cx)]
    fn both(&mut self) {
        self.touch();
        leaf(cx);
    }

    #[traced(cx = self.shared_lock.lock().unwrap() as cx)]
    async fn shared_lock(&mut self) {
        self.touch();
        leaf(cx);
    }

    #[traced(cx = self.async_lock.lock().await as cx)]
    async fn async_lock(&mut self) {
        self.touch();
        leaf(cx);
    }

    #[traced(cx = *self.locked.get_mut().unwrap() as cx)]
    fn unlocked(&mut self) {
        self.touch();
        leaf(cx);
    }

    #[traced(cx = self.sealed as cx)]
    fn in_arc(self: Arc<Self>) -> Arc<Self> {
        leaf(cx);
        self
    }

    #[traced(cx = self.sealed as cx)]
    fn moved(self) -> SealedContract {
        leaf(cx);
        self.sealed
    }
}

struct Local {
    cell: RefCell<SealedContract>,
    counted: Rc<SealedContract>,
}

impl Local {
    #[traced(cx = self.cell.borrow() as cx)]
    fn cell(&mut self) -> &mut SealedContract {
        leaf(cx);
        self.cell.get_mut()
    }

    #[traced(cx = self.counted as cx)]
    fn counted(&mut self) -> &mut Rc<SealedContract> {
        leaf(cx);
        &mut self.counted
    }
}

struct Open<'a> {
    cx: &'a TraceContract,
    used: u64,
}

impl Open<'_> {
    #[traced(cx = self.cx as cx)]
    fn work(&mut self) {
        self.used += 1;
        leaf(cx);
    }
}

#[traced]
fn leaf(cx: &TraceContract) {
    cx.set_attribute("leaf", true);
}

#[traced(cx = state.sealed as cx)]
fn of_parameter(state: &mut Shared) {
    state.touch();
    leaf(cx);
}

#[traced]
async fn marked(#[contract] cx: Arc<SealedContract>, #[attribute] used: u64) {
    leaf(cx);
}

fn is_send(future: impl Future<Output: Sized> + Send) {
    drop(future);
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        let mut shared = Shared {
            sealed: cx.seal(),
            boxed: Box::new(cx.seal()),
            counted: Arc::new(cx.seal()),
            locked: Mutex::new(cx.seal()),
            both: RwLock::new(Arc::new(cx.seal())),
            shared_lock: Arc::new(Mutex::new(cx.seal())),
            async_lock: tokio::sync::Mutex::new(cx.seal()),
            used: 0,
        };
        assert_eq!(shared.field(), 1);
        assert_eq!(shared.field_async().await, Ok(2));
        assert!(shared.locked().await);
        is_send(shared.locked());
        is_send(shared.shared_lock());
        is_send(shared.async_lock());
        shared.boxed();
        shared.counted().await;
        shared.lent().await;
        shared.both();
        shared.shared_lock().await;
        shared.async_lock().await;
        shared.unlocked();
        of_parameter(&mut shared);
        let shared = Arc::new(shared).in_arc();
        let sealed = Arc::into_inner(shared).expect("it is not shared").moved();
        let mut local = Local {
            cell: RefCell::new(sealed.clone()),
            counted: Rc::new(sealed.clone()),
        };
        local.cell();
        local.counted();
        marked(Arc::new(sealed), 7).await;
        let mut open = Open { cx, used: 0 };
        open.work();
        assert_eq!(open.used, 1);
    })
    .await;
}
