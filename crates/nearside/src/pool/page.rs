//! The pool of a page: translates between the schedule and the browser.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use rustc_hash::FxHashMap as HashMap;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;

use super::gate::Gates;
use super::ledger::{Ledger, Times};
use super::modules::Modules;
use super::schedule::{Action, JobId, Limits, Schedule, WorkerId, parts_of};
use super::tabs::AtWork;
use super::worker::Worker;
use super::{Status, WorkerStatus};
use crate::browser::{Alarm, now, soon};
use crate::pause::Listener;
use crate::service::{Answer, Call, Service};
use crate::wire::{Down, Parcel};
use crate::{Error, File, Kind, Pause, Result};
use leave::Leave;

mod hear;
mod leave;
mod limits;

/// All workers of a page. Clones are the same pool.
#[derive(Clone)]
pub struct Pool(Rc<RefCell<Inner>>);

struct Inner {
    schedule: Schedule,
    calls: HashMap<JobId, Pending>,
    next: JobId,
    /// `None` while the engine is being loaded.
    workers: HashMap<WorkerId, Option<Worker>>,
    settled: HashMap<WorkerId, u32>,
    modules: Modules,
    gates: Gates,
    /// Held by the calls that declare memory.
    at_work: Weak<AtWork>,
    ledger: Ledger,
    watchers: Vec<Weak<dyn Fn()>>,
    alarm: Rc<Alarm>,
    planned: bool,
    /// What a turn is: made once, as making one costs as much as a tenth of a small call.
    turn: Option<Closure<dyn FnMut()>>,
    _leave: Leave,
}

struct Pending {
    call: Call,
    reply: oneshot::Sender<Result<Parcel>>,
    submitted: f64,
    posted: f64,
    worker: WorkerId,
    /// Buffers among its files have gone to that worker.
    given: bool,
    _at_work: Option<Rc<AtWork>>,
    _pause: Option<Rc<Listener>>,
}

thread_local! {
    static POOL: Pool = Pool::new(limits::of_browser());
}

impl Pool {
    /// The page's pool.
    pub fn get() -> Self {
        POOL.with(Clone::clone)
    }

    /// A pool of its own, for those who need other limits.
    pub fn new(limits: Limits) -> Self {
        Self(Rc::new_cyclic(|this: &Weak<RefCell<Inner>>| {
            let this = this.clone();
            let end = move || {
                if let Some(pool) = this.upgrade() {
                    pool.borrow_mut().workers.clear();
                }
            };
            RefCell::new(Inner {
                schedule: Schedule::new(limits, now()),
                calls: HashMap::default(),
                next: 1,
                workers: HashMap::default(),
                settled: HashMap::default(),
                modules: Modules::default(),
                gates: Gates::default(),
                at_work: Weak::new(),
                ledger: Ledger::default(),
                watchers: Vec::new(),
                alarm: Rc::default(),
                planned: false,
                turn: None,
                _leave: Leave::new(end),
            })
        }))
    }

    /// Lets calls reach an origin, such as `https://bucket.example`, through a [gate](crate::Job::gate). Whoever holds a worker in
    /// their hands, by a file that takes its engine over, still reaches no other one.
    pub fn open_gate(&self, origin: &str) {
        self.0.borrow_mut().gates.allow(origin);
    }

    /// Takes that back for calls to come.
    pub fn close_gate(&self, origin: &str) {
        self.0.borrow_mut().gates.forbid(origin);
    }

    /// What it does right now.
    pub fn status(&self) -> Status {
        let inner = self.0.borrow();
        let workers = inner.schedule.workers().map(|(id, module, live, jobs, memory)| WorkerStatus {
            id,
            engine: module.to_string(),
            state: if !live {
                "starting"
            } else if jobs == 0 {
                "idle"
            } else {
                "busy"
            },
            memory,
            jobs: inner.settled.get(&id).copied().unwrap_or_default(),
        });
        Status {
            queued: inner.schedule.queued(),
            running: inner.calls.len() - inner.schedule.queued().min(inner.calls.len()),
            workers: workers.collect(),
            paths: inner.ledger.paths(),
            failures: inner.ledger.failures(),
            reached: inner.gates.reached(),
        }
    }

    /// The last calls as a trace for a browser's profiler (Chrome's trace format).
    pub fn trace(&self) -> String {
        self.0.borrow().ledger.trace()
    }

    /// Calls the listener after anything changed, until the watcher is dropped. Keep it short: it may be called for
    /// every message.
    pub fn on_change(&self, listener: impl Fn() + 'static) -> Watcher {
        let listener: Rc<dyn Fn()> = Rc::new(listener);
        self.0.borrow_mut().watchers.push(Rc::downgrade(&listener));
        Watcher(listener)
    }

    fn changed(&self) {
        let listeners: Vec<_> = {
            let watchers = &mut self.0.borrow_mut().watchers;
            watchers.retain(|watcher| watcher.strong_count() > 0);
            watchers.iter().filter_map(Weak::upgrade).collect()
        };
        listeners.iter().for_each(|listener| listener());
    }

    /// Everything that happens in one turn of the event loop is handed out together.
    fn plan(&self) {
        let mut inner = self.0.borrow_mut();
        if !std::mem::replace(&mut inner.planned, true) {
            soon(inner.turn.get_or_insert_with(|| {
                let pool = Rc::downgrade(&self.0);
                Closure::new(move || {
                    if let Some(pool) = pool.upgrade() {
                        Self(pool).turn();
                    }
                })
            }));
        }
    }

    fn turn(&self) {
        let wall = now();
        let actions = {
            let mut inner = self.0.borrow_mut();
            inner.planned = false;
            inner.schedule.advance(wall);
            inner.schedule.actions()
        };
        for action in actions {
            self.perform(action);
        }
        self.flush();
        let (alarm, wake) = {
            let inner = self.0.borrow();
            (inner.alarm.clone(), inner.schedule.wake())
        };
        match wake {
            None => alarm.clear(),
            Some(wait) => {
                let pool = self.clone();
                alarm.set(wall, wait, move || pool.plan());
            }
        }
        self.changed();
    }

    fn perform(&self, action: Action) {
        match action {
            Action::Spawn { worker, module } => {
                self.0.borrow_mut().workers.insert(worker, None);
                let pool = self.clone();
                spawn_local(async move { pool.spawn(worker, &module).await });
            }
            Action::Stop { worker } => {
                let mut inner = self.0.borrow_mut();
                inner.settled.remove(&worker);
                drop(inner.workers.remove(&worker));
            }
            Action::Post { worker, job, left } => self.0.borrow_mut().post(worker, job, left),
            Action::Cancel { worker, job } => self.0.borrow_mut().tell(worker, Down::Cancel(job)),
            Action::Pause { worker, job, on } => self.0.borrow_mut().tell(worker, Down::Pause(job, on)),
            Action::Settle { job, error } => self.0.borrow_mut().settle(job, 0.0, Err(error)),
        }
    }

    async fn spawn(&self, id: WorkerId, module: &str) {
        let (modules, gates) = {
            let inner = self.0.borrow();
            (inner.modules.clone(), inner.gates.clone())
        };
        let (engine, origins) = parts_of(module);
        let loaded = modules.get(engine).await;
        let gate = match origins {
            Some(origins) => gates.get(origins).await.map(Some),
            None => Ok(None),
        };
        // It may have been ended meanwhile.
        if !self.0.borrow().workers.contains_key(&id) {
            return;
        }
        if loaded.is_ok() && gate.is_ok() {
            let starts = self.0.borrow_mut().schedule.loaded(id);
            // Others of its module may start now, or one had to make room.
            self.plan();
            if !starts {
                return;
            }
        }
        let pool = Rc::downgrade(&self.0);
        let hear = move |event| {
            if let Some(pool) = pool.upgrade() {
                Pool(pool).hear(id, event);
            }
        };
        match loaded.and_then(|module| Worker::start(&module, gate?, hear)) {
            Ok(worker) => drop(self.0.borrow_mut().workers.insert(id, Some(worker))),
            Err(error) => {
                self.0.borrow_mut().schedule.unready(id, &error);
                self.plan();
            }
        }
    }

    fn flush(&self) {
        let mut inner = self.0.borrow_mut();
        let inner = &mut *inner;
        for (id, worker) in &mut inner.workers {
            let Some(Err(error)) = worker.as_mut().map(Worker::flush) else { continue };
            // What could not be posted belongs to this worker's last jobs.
            let jobs: Vec<_> =
                inner.calls.iter().filter(|(_, call)| call.worker == *id).map(|(job, _)| *job).collect();
            for job in jobs {
                inner.schedule.settled(*id, job, 0.0);
                if let Some(pending) = inner.calls.remove(&job) {
                    let _ = pending.reply.send(Err(error.clone()));
                }
            }
        }
    }
}

impl Inner {
    /// One that has started.
    fn worker(&mut self, id: WorkerId) -> Option<&mut Worker> {
        self.workers.get_mut(&id)?.as_mut()
    }

    fn tell(&mut self, id: WorkerId, message: Down) {
        if let Some(worker) = self.worker(id) {
            worker.tell(message);
        }
    }

    fn post(&mut self, worker_id: WorkerId, id: JobId, left: Option<f64>) {
        let Some(pending) = self.calls.get_mut(&id) else { return };
        let Some(Some(worker)) = self.workers.get_mut(&worker_id) else { return };
        pending.worker = worker_id;
        pending.posted = self.schedule.wall();
        let Call { path, signature, args, watch, .. } = &mut pending.call;
        if let Some(file) = args.files.iter().find(|file| file.is_gone()) {
            let text = format!(
                "The buffer of {} was given away before the call that it was for began.",
                file.name()
            );
            return self.settled(worker_id, id, 0.0, Err(Error::new(Kind::Malformed, text)));
        }
        // Whatever goes away with the message cannot be posted to another worker, should this one be lost.
        if args.files.iter().any(File::moves) {
            pending.given = true;
        } else if pending.given {
            let text = "The worker was lost, and the buffer that was given to it with it.";
            return self.settled(worker_id, id, 0.0, Err(Error::new(Kind::WorkerLost, text)));
        }
        let files = if pending.given { std::mem::take(&mut args.files) } else { args.files.clone() };
        let args = worker.pack(&args.text, files);
        let (path, signature, stream) = (path.clone(), *signature, watch.parts.is_some());
        worker.tell(Down::Call { id, path, signature, args, left, stream });
    }

    /// The worker settled a job.
    fn settled(&mut self, worker: WorkerId, job: JobId, run: f64, reply: Result<Parcel>) {
        *self.settled.entry(worker).or_default() += 1;
        if let Some(worker) = self.worker(worker) {
            worker.forget(job);
        }
        if self.schedule.settled(worker, job, run) {
            self.settle(job, run, reply);
        }
    }

    fn settle(&mut self, job: JobId, run: f64, reply: Result<Parcel>) {
        let Some(Pending { call, reply: waiter, submitted, posted, worker, .. }) = self.calls.remove(&job)
        else {
            return;
        };
        let ended = self.schedule.wall();
        let posted = if posted == 0.0 { ended } else { posted };
        let times = Times { worker, submitted, posted, ended, run };
        self.ledger.note(call.path, &times, reply.as_ref().err());
        // A caller that is gone has cancelled the job already.
        let _ = waiter.send(reply);
    }
}

impl Service for Pool {
    fn call(&self, call: Call) -> Answer {
        self.submit(call, false)
    }
}

impl Pool {
    fn submit(&self, call: Call, nested: bool) -> Answer {
        let (reply, answer) = oneshot::channel();
        let mut inner = self.0.borrow_mut();
        let id = inner.next;
        inner.next = inner.next.checked_add(1).unwrap_or(1);
        if let Some(gate) = call.options.gate.as_deref().filter(|gate| !inner.gates.lead_to(gate)) {
            let text = format!("{gate} is not connected, so nothing may reach it. Connect it first.");
            return Box::pin(async move { Err(Error::new(Kind::Unsupported, text)) });
        }
        let submitted = now();
        inner.schedule.advance(submitted);
        if let Err(error) = inner.schedule.submit(id, &call.path, call.options.clone(), nested) {
            return Box::pin(async move { Err(error) });
        }
        let at_work = (call.options.memory > 0).then(|| self.at_work(&mut inner));
        let pause = call.watch.pause.as_ref().map(|pause| {
            inner.schedule.pause(id, pause.is_set());
            self.listen(pause, id)
        });
        let pending = Pending {
            call,
            reply,
            submitted,
            posted: 0.0,
            worker: 0,
            given: false,
            _at_work: at_work,
            _pause: pause,
        };
        inner.calls.insert(id, pending);
        drop(inner);
        self.plan();
        let guard = Guard { pool: self.clone(), id };
        Box::pin(async move {
            let reply = answer.await;
            drop(guard);
            reply.unwrap_or_else(|_| Err(Error::new(Kind::WorkerLost, "The pool is gone.")))
        })
    }
}

impl Pool {
    /// Hears when a job is to stand still.
    fn listen(&self, pause: &Pause, id: JobId) -> Rc<Listener> {
        let pool = Rc::downgrade(&self.0);
        let listener: Rc<Listener> = Rc::new(move |on| {
            if let Some(pool) = pool.upgrade().map(Pool) {
                pool.0.borrow_mut().schedule.pause(id, on);
                pool.plan();
            }
        });
        pause.listen(&listener);
        listener
    }

    /// Joins the tabs that share the memory, if this one has not yet.
    fn at_work(&self, inner: &mut Inner) -> Rc<AtWork> {
        inner.at_work.upgrade().unwrap_or_else(|| {
            inner.schedule.share(None);
            let pool = Rc::downgrade(&self.0);
            let at_work = AtWork::begin(move |tabs| {
                if let Some(pool) = pool.upgrade().map(Pool) {
                    pool.0.borrow_mut().schedule.share(Some(tabs));
                    pool.plan();
                }
            });
            inner.at_work = Rc::downgrade(&at_work);
            at_work
        })
    }
}

/// Cancels the call when its answer is dropped.
struct Guard {
    pool: Pool,
    id: JobId,
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut inner = self.pool.0.borrow_mut();
        if inner.calls.remove(&self.id).is_some() {
            inner.schedule.advance(now());
            inner.schedule.cancel(self.id);
            drop(inner);
            self.pool.plan();
        }
    }
}

/// Keeps a listener of [`Pool::on_change`] alive.
#[must_use = "the listener hears nothing once its watcher is dropped"]
pub struct Watcher(#[allow(dead_code)] Rc<dyn Fn()>);
