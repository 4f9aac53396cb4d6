@_exported import JobKit
