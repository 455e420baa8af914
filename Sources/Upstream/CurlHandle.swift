import CCurl
import CCurlShim
import Reactor
import Wire

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// One of libcurl's easy handles, lent to one transfer after another.
@LoopActor final class CurlHandle {
  let easy: UnsafeMutableRawPointer
  private let sockets: CurlSockets
  /// The addresses its connections may lead to; nil where they may lead anywhere.
  private let allowed: LocalAddresses?
  /// Whether a socket was granted since the last call began, and the first address for which none was.
  private var hasOpened = false
  private var refused: IPAddress?
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var lines: UnsafeMutablePointer<curl_slist>?
  private var body: [UInt8] = []
  /// Whether what is the same for all transfers is set.
  private var isSetUp = false

  // libcurl takes no more than 2 MB.
  private static let minUpload = 64 << 10
  private static let maxUpload = 2 << 20

  /// A handle whose connections' sockets are opened and closed by `sockets`, which must outlive it, and lead to `allowed`
  /// addresses alone.
  init(sockets: CurlSockets, allowed: LocalAddresses?) {
    guard let easy = curl_easy_init() else { preconditionFailure("libcurl is out of memory") }
    self.easy = easy
    self.sockets = sockets
    self.allowed = allowed
    errorText.pointee = 0
  }

  isolated deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(lines)
    errorText.deallocate()
  }

  /// What libcurl says of the last failure.
  func text(of code: CURLcode) -> String {
    errorText.pointee != 0 ? String(cString: errorText) : String(cString: curl_easy_strerror(code))
  }

  /// The address the call may not be sent to, where that is why it was not: a name may have others, and then the failure is
  /// theirs.
  var forbidden: IPAddress? { hasOpened ? nil : refused }

  /// Opens a socket for a connection to an address, unless it may not lead there. A name that has several addresses is
  /// asked about for each.
  func open(_ socket: curl_sockaddr, at address: IPAddress?) -> Int32 {
    if let allowed, !(address.map(allowed.contains) ?? false) {
      refused = refused ?? address
      return CURL_SOCKET_BAD
    }
    hasOpened = true
    return sockets.open(socket)
  }
}

// MARK: - The same for all transfers

extension CurlHandle {
  private func setUp() {
    guard !isSetUp else { return }
    isSetUp = true
    setConstantOptions()
    setCallbacks()
  }

  private func setConstantOptions() {
    set(CURLOPT_ERRORBUFFER, UnsafeRawPointer(errorText))
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_NOSIGNAL, 1)
    // Otherwise giving up a call waits for a name look-up that hangs, and the loop with it.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(CURLOPT_BUFFERSIZE, 64 << 10)
    // A local model may read a prompt for minutes without a byte on the wire; middle boxes forget silent connections.
    set(CURLOPT_TCP_KEEPALIVE, 1)
    // Asks for no coding, and decodes what a server sends coded nevertheless.
    set(CURLOPT_ACCEPT_ENCODING, "identity")
    if let path = Self.certificates { set(CURLOPT_CAINFO, path) }
  }

  /// The file of trusted certificates that the environment names. Only curl's own command looks there by itself.
  private static let certificates: String? = environment("CURL_CA_BUNDLE") ?? environment("SSL_CERT_FILE")

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  private func setCallbacks() {
    let sockets = UnsafeRawPointer(Unmanaged.passUnretained(sockets).toOpaque())
    set(CURLOPT_OPENSOCKETDATA, UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
    set(CURLOPT_CLOSESOCKETDATA, sockets)
    ccurl_set_open_socket(easy, curlWantsSocket)
    ccurl_set_close_socket(easy, curlClosesSocket)
    ccurl_set_write(easy, CURLOPT_HEADERFUNCTION, curlHasHeaderLine)
    ccurl_set_write(easy, CURLOPT_WRITEFUNCTION, curlHasBytes)
  }

  private func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(easy, option, value) }
  private func set(_ option: CURLoption, _ value: UnsafeRawPointer?) {
    ccurl_set_pointer(easy, option, value)
  }
  private func set(_ option: CURLoption, _ value: String) {
    value.withCString { _ = ccurl_set_pointer(easy, option, $0) }
  }
}

// MARK: - For each transfer

extension CurlHandle {
  /// Makes the handle ready for a call; `transfer` hears what arrives and must live until the handle is released.
  func prepare(_ call: UpstreamCall, for transfer: Transfer) {
    setUp()
    let transfer = UnsafeRawPointer(Unmanaged.passUnretained(transfer).toOpaque())
    set(CURLOPT_PRIVATE, transfer)
    set(CURLOPT_HEADERDATA, transfer)
    set(CURLOPT_WRITEDATA, transfer)
    set(CURLOPT_URL, call.url)
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, call.connectTimeout.milliseconds))
    set(CURLOPT_HTTP_VERSION, call.prefersHTTP2 ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_PIPEWAIT, call.prefersHTTP2 ? 1 : 0)
    // Taken back, libcurl looks at the environment; empty, it uses no proxy whatever the environment says.
    if call.allowsProxy, allowed == nil {
      set(CURLOPT_PROXY, nil as UnsafeRawPointer?)
    } else {
      set(CURLOPT_PROXY, "")
    }
    setMethod(of: call)
    setLines(call.fields)
    errorText.pointee = 0
    (hasOpened, refused) = (false, nil)
  }

  /// Drops what the last call has left behind. libcurl counts kept connections that were found dead by the handle and not by
  /// the call, and at the fifth gives up a call that has done nothing wrong; only a reset begins the count anew. It costs
  /// as much as a small call, so that a handle is spared it whose call has found its connection alive.
  func release() {
    var opened = 0
    ccurl_get_long(easy, CURLINFO_NUM_CONNECTS, &opened)
    if opened > 0 {
      curl_easy_reset(easy)
      isSetUp = false
    } else {
      set(CURLOPT_PRIVATE, nil as UnsafeRawPointer?)
      set(CURLOPT_HTTPHEADER, nil as UnsafeRawPointer?)
      set(CURLOPT_POSTFIELDS, nil as UnsafeRawPointer?)
    }
    curl_slist_free_all(lines)
    lines = nil
    body = []
  }

  private func setMethod(of call: UpstreamCall) {
    set(CURLOPT_CUSTOMREQUEST, nil as UnsafeRawPointer?)
    switch call.method {
    case "GET": set(CURLOPT_HTTPGET, 1)
    case "HEAD": set(CURLOPT_NOBODY, 1)
    default:
      set(CURLOPT_POST, 1)
      if call.method != "POST" { set(CURLOPT_CUSTOMREQUEST, call.method) }
      setBody(call.body)
    }
  }

  private func setBody(_ bytes: [UInt8]) {
    body = bytes
    // Sent in one piece as far as possible: in pieces of 64 KB, libcurl's own size, a body of 1 MB takes a tenth longer.
    // libcurl gives the buffer back after the call.
    set(CURLOPT_UPLOAD_BUFFERSIZE, min(max(bytes.count, Self.minUpload), Self.maxUpload))
    ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
    // libcurl reads from where the array is instead of copying it. An array's elements do not move while it is alive
    // and nobody writes to it, and `body` is neither written to nor let go before `release`.
    body.withUnsafeBufferPointer { set(CURLOPT_POSTFIELDS, UnsafeRawPointer($0.baseAddress)) }
    if bytes.isEmpty { set(CURLOPT_POSTFIELDS, "") }
  }

  private func setLines(_ fields: HTTPFields) {
    // A name and a bare colon take back a field libcurl would add by itself.
    append("expect:")
    if !fields.contains("accept") { append("accept:") }
    if !fields.contains("content-type") { append("content-type:") }
    fields.forEach { name, value in
      // libcurl's way to write a field without a value is a semicolon.
      append(name, value.isEmpty ? ";" : ": ", value)
    }
    set(CURLOPT_HTTPHEADER, lines)
  }

  private func append(_ text: String) {
    text.withCString { lines = curl_slist_append(lines, $0) }
  }

  private func append(_ name: ArraySlice<UInt8>, _ separator: StaticString, _ value: ArraySlice<UInt8>) {
    var line: [UInt8] = []
    line.reserveCapacity(name.count + value.count + 3)
    line += name
    separator.withUTF8Buffer { line += $0 }
    line += value
    line.append(0)
    // Values need not be UTF-8, so they go as the bytes they are.
    line.withUnsafeBytes { lines = curl_slist_append(lines, $0.bindMemory(to: CChar.self).baseAddress) }
  }
}
