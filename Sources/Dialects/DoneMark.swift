extension UnsafeRawBufferPointer {
  /// Whether an event says `[DONE]`, with which streams of chat completions end, and sometimes others.
  var isDoneMark: Bool {
    count < 16 && String(decoding: self, as: UTF8.self).filter { $0 != " " } == "[DONE]"
  }
}
