//! The worker that makes pages of text.

nearside::serve!(worker::press::calls());
