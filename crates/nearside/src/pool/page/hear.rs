//! What workers say, and what follows from it.

use futures_util::future::abortable;
use wasm_bindgen_futures::spawn_local;

use super::{Inner, Pool};
use crate::browser::now;
use crate::pool::schedule::WorkerId;
use crate::pool::worker::Event;
use crate::service::{Call, Options, Part, Watch};
use crate::wire::{Down, Fault, Unpacking, Up};

impl Pool {
    pub(super) fn hear(&self, id: WorkerId, event: Event) {
        let mut listeners: Vec<Box<dyn FnOnce()>> = Vec::new();
        {
            let mut inner = self.0.borrow_mut();
            let wall = now();
            inner.schedule.advance(wall);
            // A message may have been under way when its worker was ended.
            if inner.workers.contains_key(&id) {
                match event {
                    Event::Died => inner.schedule.died(id),
                    Event::Said(messages, mut values) => {
                        inner.schedule.heard(id);
                        for message in messages {
                            listeners.extend(self.take(&mut inner, id, message, &mut values));
                        }
                        if let Some((memory, kept)) = inner.worker(id).map(|worker| worker.holds) {
                            inner.schedule.holds(id, memory, kept);
                        }
                    }
                }
            }
        }
        listeners.into_iter().for_each(|listener| listener());
        self.plan();
    }

    /// Takes one message; what it returns is the user's code, to be run when the pool is free again.
    fn take(
        &self,
        inner: &mut Inner,
        id: WorkerId,
        message: Up,
        values: &mut Unpacking,
    ) -> Option<Box<dyn FnOnce()>> {
        match message {
            Up::Ready => inner.schedule.ready(id),
            Up::Unready(error) => inner.schedule.unready(id, &error),
            Up::Done { id: job, run, reply } => inner.settled(id, job, run, values.take(reply)),
            Up::Failed { id: job, run, error } => inner.settled(id, job, run, Err(error)),
            Up::Broke(Fault { id: Some(job), error, revived, held }) => {
                inner.settled(id, job, 0.0, Err(error));
                inner.schedule.broke(id, revived, held);
            }
            Up::Broke(_) => inner.schedule.died(id),
            Up::Holds(memory, kept) => inner.worker(id)?.holds = (memory, kept),
            Up::Alive(_) => {}
            Up::Log(_, text) => web_sys::console::log_1(&text.into()),
            Up::Progress(job, done) => {
                let listener = inner.calls.get(&job)?.call.watch.progress.clone()?;
                return Some(Box::new(move || listener(done)));
            }
            Up::Part { id: job, reply } => {
                // What cannot be read is a broken worker's; its end settles the job.
                let value = values.take(reply).ok()?;
                let listener = inner.calls.get(&job)?.call.watch.parts.clone()?;
                inner.schedule.delivered(job);
                let pool = self.clone();
                let taken = Box::new(move || {
                    let mut inner = pool.0.borrow_mut();
                    inner.schedule.taken(job);
                    inner.tell(id, Down::Credit(job));
                    drop(inner);
                    pool.plan();
                });
                return Some(Box::new(move || listener(Part { value, taken })));
            }
            Up::Ask { job, ask, path, signature, args, options } => {
                let args = values.take(args).ok()?;
                // Its caller may have gone already.
                let priority = inner.calls.get(&job)?.call.options.priority;
                let options = Options { priority, ..options };
                let call = Call { path: path.into(), signature, args, options, watch: Watch::default() };
                inner.schedule.asking(id, job, 1);
                let pool = self.clone();
                let (answer, abort) = abortable(async move { pool.answer(id, job, ask, call).await });
                inner.worker(id)?.asks.insert((job, ask), abort);
                return Some(Box::new(move || {
                    spawn_local(async move {
                        let _ = answer.await;
                    })
                }));
            }
            Up::Unask { job, ask } => {
                inner.worker(id)?.asks.remove(&(job, ask))?.abort();
                inner.schedule.asking(id, job, -1);
            }
        }
        None
    }

    /// Answers a call that a job of a worker made.
    async fn answer(&self, id: WorkerId, job: u32, ask: u32, call: Call) {
        let reply = self.submit(call, true).await;
        let mut inner = self.0.borrow_mut();
        inner.schedule.asking(id, job, -1);
        if let Some(worker) = inner.worker(id) {
            worker.asks.remove(&(job, ask));
            let reply = reply.map(|value| worker.pack(&value.text, value.files));
            worker.tell(Down::Answer { job, ask, reply });
        }
        drop(inner);
        self.plan();
    }
}
