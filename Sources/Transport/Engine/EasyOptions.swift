internal import CCurl
internal import CCurlShims

/// Sets the options of one easy handle and remembers the first one that libcurl did not take: a transfer that would
/// run without one of its limits or checks must not run at all.
struct EasyOptions {
    let easy: UnsafeMutableRawPointer
    private(set) var failure: String?

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(option, CCurlShims_easy_setopt_long(easy, option, value))
    }

    mutating func set(_ option: CURLoption, _ value: Bool) { set(option, value ? 1 : 0) }

    mutating func set(_ option: CURLoption, large value: Int64) {
        note(option, CCurlShims_easy_setopt_off(easy, option, curl_off_t(value)))
    }

    /// libcurl copies the string; nil clears the option.
    mutating func set(_ option: CURLoption, _ value: String?) {
        note(option, CCurlShims_easy_setopt_string(easy, option, value))
    }

    /// libcurl copies the bytes.
    mutating func set(_ option: CURLoption, blob bytes: [UInt8]) {
        note(option, bytes.withUnsafeBytes { CCurlShims_easy_setopt_blob(easy, option, $0.baseAddress, $0.count) })
    }

    /// libcurl keeps the pointer.
    mutating func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
        note(option, CCurlShims_easy_setopt_pointer(easy, option, pointer))
    }

    /// libcurl keeps the list.
    mutating func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) {
        note(option, CCurlShims_easy_setopt_slist(easy, option, list))
    }

    /// PEM text as bytes or as the name of a file.
    mutating func set(_ source: PEMSource, bytes blobOption: CURLoption, file fileOption: CURLoption) {
        switch source {
        case .bytes(let bytes): set(blobOption, blob: bytes)
        case .file(let path): set(fileOption, path)
        }
    }

    /// The outcome of a shim that sets a callback.
    mutating func note(_ option: CURLoption, _ code: CURLcode) {
        if code != CURLE_OK, failure == nil {
            failure = "option " + String(option.rawValue) + ": " + String(cString: curl_easy_strerror(code))
        }
    }
}
