from retention.v1 import archive_pb2 as _archive_pb2
from retention.v1 import verify_pb2 as _verify_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
