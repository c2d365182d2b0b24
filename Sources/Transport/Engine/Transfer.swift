internal import CCurl
internal import CCurlShims
internal import Glibc

/// One call on the wire: an easy handle, what goes out and what has come in.
///
/// Lives on the transport's thread only. libcurl holds a pointer to it in its callbacks, which it calls on that thread
/// and only between `curl_multi_add_handle` and `curl_multi_remove_handle`; the loop keeps it alive for that long.
final class Transfer {
    let submission: Submission
    let easy: UnsafeMutableRawPointer
    let admitted: ContinuousClock.Instant

    /// What is noted of the TLS handshake, if there is one.
    let handshake: OpaquePointer
    /// libcurl's text about a failure, CURL_ERROR_SIZE bytes that it writes into while the transfer runs.
    let errorText: UnsafeMutableBufferPointer<CChar>
    /// Lists of strings that libcurl reads while the transfer runs.
    var lists: [UnsafeMutablePointer<curl_slist>] = []
    /// The content in memory that does not move, as CURLOPT_POSTFIELDS needs it.
    var content: UnsafeMutableBufferPointer<UInt8>?
    var file: FileContent?

    /// How often the request was about to be written; more than once after a kept-alive connection was found closed.
    var requestsBegun = 0
    var received = ReceivedReply()
    var tls: TLSSession?
    /// What our own callbacks stopped the transfer for; it takes precedence over libcurl's reason.
    var stopped: TransportError.Code?
    /// Whether the host had an address that the call may not reach.
    var hasRefusedAddress = false

    /// nil without memory.
    init?(_ submission: Submission, easy: UnsafeMutableRawPointer, admitted: ContinuousClock.Instant) {
        guard let handshake = CCurlShims_handshake_new(submission.call.observer == nil ? 0 : 1) else { return nil }
        self.handshake = handshake
        self.submission = submission
        self.easy = easy
        self.admitted = admitted
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0)
        received.limit = submission.call.call.responseLimit
    }

    deinit {
        CCurlShims_handshake_release(handshake)
        errorText.deallocate()
        content?.deallocate()
        for list in lists { curl_slist_free_all(list) }
    }

    var call: HTTPCall { submission.call.call }

    /// The transfer that libcurl's callback got as its context.
    static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// The context for libcurl's callbacks.
    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// libcurl is about to connect to an address; a socket for it, or CURL_SOCKET_BAD.
    func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let family = address.pointee.family
        // The address itself is longer than `sockaddr`, so it is read where it lies.
        let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0
        guard IPAddress(family: family, address: UnsafeRawPointer(address) + offset)?.isPublic == true else {
            hasRefusedAddress = true
            return CURL_SOCKET_BAD
        }
        let type = address.pointee.socktype | SocketType.closeOnExec
        return socket(family, type, address.pointee.protocol)
    }

    /// libcurl has a connection, to `address`, and is about to write the request.
    func requestBegins(address: String) -> Bool {
        // A connection opened by a call that may reach more must not be used by one that may not.
        if mustStayPublic, IPAddress(address)?.isPublic != true {
            stopped = .addressRefused
            return false
        }
        requestsBegun += 1
        guard requestsBegun == 1 || call.isRepeatable else {
            stopped = .reset
            return false
        }
        if submission.call.origin.scheme == "https" { noteTLS() }
        return true
    }

    /// Whether the addresses are checked; those behind a proxy cannot be.
    var mustStayPublic: Bool { call.reach == .publicOnly && call.proxy == nil }

    private func noteTLS() {
        guard let version = CCurlShims_tls_version(easy) else { return }
        var der: UnsafeMutablePointer<UInt8>?
        let length = CCurlShims_tls_peer_certificate(easy, &der)
        defer { CCurlShims_tls_free(der) }
        tls = TLSSession(
            version: String(cString: version),
            cipher: CCurlShims_tls_cipher(easy).map { String(cString: $0) } ?? "",
            peerCertificate: Array(UnsafeBufferPointer(start: der, count: length)))
    }
}

/// A file that is being sent.
final class FileContent {
    private let descriptor: Int32
    let length: Int64
    private var sent: Int64 = 0
    /// Whether the file could not be read to the length it had when it was opened.
    private(set) var hasFailed = false

    /// - Throws: `transport.body_unreadable`, also for anything but a regular file.
    init(path: String) throws(TransportError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw TransportError(.bodyUnreadable, detail: describe(errno: errno)) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw TransportError(.bodyUnreadable, detail: "not a regular file")
        }
        length = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads the next bytes; nil when they cannot be had, 0 only at the end of what was announced.
    func read(into buffer: UnsafeMutableRawPointer, capacity: Int) -> Int? {
        let wanted = min(Int64(capacity), length - sent)
        guard wanted > 0 else { return 0 }
        var count: Int
        repeat { count = Glibc.read(descriptor, buffer, Int(wanted)) } while count < 0 && errno == EINTR
        guard count > 0 else {
            hasFailed = true
            return nil
        }
        sent += Int64(count)
        return count
    }

    /// Goes back to the start for a repeated request.
    func rewind(to offset: Int64) -> Bool {
        guard offset >= 0, offset <= length, lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
            return false
        }
        sent = offset
        return true
    }
}
