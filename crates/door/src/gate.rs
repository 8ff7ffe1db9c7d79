//! How many acts are decided at once.

use std::sync::{Condvar, Mutex, PoisonError};

/// Lets as many in as there are cores. More would take the cores from the writer, for which they all wait.
pub(crate) struct Gate {
    free: Mutex<usize>,
    left: Condvar,
}

/// A place inside, given back when it goes out of scope.
pub(crate) struct Place<'a>(&'a Gate);

impl Gate {
    pub(crate) fn new() -> Gate {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Gate { free: Mutex::new(cores), left: Condvar::new() }
    }

    /// Waits for a place.
    pub(crate) fn enter(&self) -> Place<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.left.wait_while(free, |n| *n == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Place(self)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}
