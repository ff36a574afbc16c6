# The best reader of each form: a line `read <file>` becomes out.parquet beside it, a line `make <parquet>` the same rows in the other forms.
import os
import sys

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.orc as orc
import pyarrow.parquet as parquet

pa.set_cpu_count(2)
pa.set_io_thread_count(2)


def stream(table, path, **options):
    with ipc.new_stream(path, table.schema, options=ipc.IpcWriteOptions(**options)) as out:
        out.write_table(table, max_chunksize=65536)


def make(path):
    folder = os.path.dirname(path)
    table = parquet.read_table(path)
    orc.write_table(table, os.path.join(folder, 'a.orc'), compression='zstd')
    feather.write_feather(table, os.path.join(folder, 'a.feather'), compression='lz4')
    stream(table, os.path.join(folder, 'a.arrows'))
    name = table.column_names.index('name')
    coded = table.set_column(name, 'name', table.column(name).dictionary_encode())
    stream(coded, os.path.join(folder, 'd.arrows'), unify_dictionaries=True)


def read(path):
    if path.endswith('.orc'):
        table = orc.read_table(path)
    elif path.endswith('.feather'):
        table = feather.read_table(path, memory_map=False)
    else:
        table = ipc.open_stream(open(path, 'rb')).read_all()
    parquet.write_table(table, os.path.join(os.path.dirname(path), 'out.parquet'), compression='zstd')


for line in sys.stdin:
    word, path = line.rstrip('\n').split(' ', 1)
    {'make': make, 'read': read}[word](path)
    print('done', flush=True)
