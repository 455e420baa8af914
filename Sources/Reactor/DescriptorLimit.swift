#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How many descriptors (sockets, files) the process may have open.
public enum DescriptorLimit {
  /// Raises the limit to `count`, or as far as the system lets a process go by itself, and returns what it is then. It
  /// is never lowered.
  @discardableResult
  public static func raise(to count: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 0 }
    let wanted = min(rlim_t(count), limit.rlim_max)
    guard limit.rlim_cur < wanted else { return Int(clamping: limit.rlim_cur) }
    let current = limit.rlim_cur
    limit.rlim_cur = wanted
    return Int(clamping: setrlimit(resource, &limit) == 0 ? wanted : current)
  }

  #if canImport(Darwin)
    static let resource = RLIMIT_NOFILE
  #else
    static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #endif
}
