"""A form for secrets (Tk): two password fields, a plain field between them, and a label and an output that repeat the plain one."""

import tkinter as tk

if __name__ == "__main__":
    root = tk.Tk()
    root.title("Sign in")
    root.geometry("700x400+100+100")
    password, code = tk.StringVar(), tk.StringVar()
    font = ("DejaVu Sans", 14)
    tk.Label(root, text="Password", font=font).place(x=20, y=30)
    first = tk.Entry(root, textvariable=password, show="*", font=font)
    first.place(x=180, y=30, width=300)
    first.focus_force()
    tk.Label(root, text="Code", font=font).place(x=20, y=90)
    tk.Entry(root, textvariable=code, font=font).place(x=180, y=90, width=300)
    tk.Label(root, text="Pin", font=font).place(x=20, y=150)
    tk.Entry(root, show="*", font=font).place(x=180, y=150, width=300)
    echo = tk.Label(root, font=font)
    echo.place(x=20, y=220)
    code.trace_add("write", lambda *_: (echo.configure(text=f"Your code is {code.get()}"), print(code.get(), flush=True)))
    root.mainloop()
