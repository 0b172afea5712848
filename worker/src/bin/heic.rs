//! The worker that knows HEIC.

nearside::serve!(worker::heic::calls());
