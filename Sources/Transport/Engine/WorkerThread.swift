internal import Glibc

/// A thread of the operating system's that runs one function, for work that blocks or that must stay on one thread.
///
/// Every signal is blocked in it: signals are the main program's business.
struct WorkerThread: @unchecked Sendable {
    // pthread_t is a number on Linux; it is only ever passed to pthread_join or pthread_detach, once, by the thread's one owner.
    private let handle: pthread_t

    init(_ body: @escaping @Sendable () -> Void) throws(TransportError) {
        var blocked = sigset_t()
        var previous = sigset_t()
        sigfillset(&blocked)
        pthread_sigmask(SIG_SETMASK, &blocked, &previous)
        defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
        let context = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard result == 0 else {
            context.release()
            throw TransportError(.internal, detail: "pthread_create: " + describe(errno: result))
        }
        handle = thread
    }

    /// Waits until the thread has ended. Blocks: call it when the thread has said that it is done.
    func join() { pthread_join(handle, nil) }

    /// Lets the thread end by itself, instead of joining it.
    func detach() { pthread_detach(handle) }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

/// The operating system's text for an error number. glibc's strerror is safe with threads since 2.32.
func describe(errno number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error " + String(number)
}
