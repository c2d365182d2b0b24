internal import Glibc

/// What every Prometheus client says of its process, read from `/proc/self` (proc(5)) when it is asked for.
enum ProcessMetrics {
    /// Lines in the Prometheus text format; those that can't be read are left out.
    static func text() -> String {
        var lines: [String] = []
        func gauge(_ name: String, _ kind: String, _ value: Double?) {
            guard let value else { return }
            lines.append("# TYPE \(name) \(kind)")
            lines.append("\(name) \(PrometheusNumber.text(value))")
        }
        gauge("process_resident_memory_bytes", "gauge", residentBytes())
        gauge("process_cpu_seconds_total", "counter", processorSeconds())
        gauge("process_open_fds", "gauge", openDescriptors())
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    /// Resident memory in bytes: the second field of `statm`, in pages.
    static func residentBytes() -> Double? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Processor time used by all threads, in seconds.
    static func processorSeconds() -> Double? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func openDescriptors() -> Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = -3.0  // ".", ".." and the folder's own descriptor
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
