/// One run over random bytes: a connection means the same however it is cut, up to the same refusal.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ base: UnsafeRawPointer, _ count: Int) -> CInt {
  let stream = UnsafeRawBufferPointer(start: base, count: count)
  let whole = Reading(of: stream, in: .whole)
  precondition(Reading(of: stream, in: .single) == whole, "single bytes say something else")
  precondition(Reading(of: stream, in: .mixed(UInt64(count))) == whole, "chunks say something else")
  return 0
}

/// What a parser made of a connection.
private struct Reading: Equatable {
  private(set) var events: [String] = []
  private(set) var error: HTTPFramingError?

  init(of stream: UnsafeRawBufferPointer, in sizes: ChunkSizes) {
    var limits = HTTPLimits()
    limits.maxHead = 512
    limits.maxFields = 8
    limits.maxBody = 256
    var parser = HTTPRequestParser(limits: limits)
    var input = Buffer()
    var events: [String] = []
    do throws(HTTPFramingError) {
      try inChunks(stream, of: sizes) { (chunk) throws(HTTPFramingError) in
        input.append(chunk)
        while let event = try parser.next(&input) { events.append(described(event, limits)) }
      }
    } catch {
      precondition((400...599).contains(error.status))
      self.error = error
    }
    self.events = events
  }
}

/// Everything an event says, which must be within the limits and free of what could split a message.
private func described(_ event: HTTPRequestParser.Event, _ limits: HTTPLimits) -> String {
  guard case .request(let request) = event else { return "\(event)" }
  precondition(request.body.count <= limits.maxBody && request.fields.count <= limits.maxFields)
  precondition(request.fields.contains("host") || request.minorVersion == 0)
  var text =
    "\(request.method) \(request.target) \(request.path) \(request.query ?? "") \(request.minorVersion) "
  text += "\(request.keepsConnection) \(request.body)"
  request.fields.forEach { name, value in
    precondition(HTTPFields.isValidName(String(decoding: name, as: UTF8.self)))
    precondition(!value.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f })
    text += "\n\(Array(name)): \(Array(value))"
  }
  return text
}
