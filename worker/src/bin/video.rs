//! The worker that knows video and sound.

nearside::serve!(worker::video::calls());
