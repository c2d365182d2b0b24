internal import Logging

extension Intake {
    /// The logger, with the trace and request of the call that the message came by, so that its lines can be found
    /// together.
    var log: Logger {
        var log = logger
        let caller = Logger.current
        for key in ["trace.id", "span.id", "hb.request.id"] {
            if let value = caller[metadataKey: key] { log[metadataKey: key] = value }
        }
        return log
    }
}
